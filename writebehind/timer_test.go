package writebehind_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/fakeclock"
)

// hookedClock calls hook in its next AfterFunc, when the timer is set and its owner has
// not got the function that stops it.
type hookedClock struct {
	*fakeclock.Clock
	hook func()
}

func (c *hookedClock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	stop = c.Clock.AfterFunc(d, f)
	if hook := c.hook; hook != nil {
		c.hook = nil
		hook()
	}
	return stop
}

func newHookedClock() *hookedClock {
	return &hookedClock{Clock: fakeclock.New(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))}
}

func TestCloseWhileTheTimerIsSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock, s := newHookedClock(), &store{}
		q := newQueue(t, s, options{Delay: time.Minute, Clock: clock})
		clock.hook = func() { require.NoError(t, q.Close(t.Context())) }
		require.NoError(t, q.Put("a", 1))
		require.Zero(t, clock.Pending())
		require.Equal(t, map[string]int{"a": 1}, s.content())
	})
}

func TestATimerThatCallsBeforeItIsSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock, s := newHookedClock(), &store{}
		q := newQueue(t, s, options{Delay: time.Minute, Clock: clock})
		clock.hook = func() {
			clock.Advance(time.Minute)
			synctest.Wait()
			require.NoError(t, q.Put("b", 1)) // sets the next timer, before the first Put is over
		}
		require.NoError(t, q.Put("a", 1))
		require.Equal(t, map[string]int{"a": 1}, s.content())
		require.Equal(t, 1, clock.Pending())
		require.NoError(t, q.Close(t.Context()))
		require.Zero(t, clock.Pending(), "Close stops the second timer, not the first")
		require.Len(t, s.content(), 2)
	})
}
