package cow

import (
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

// countingClock counts the timers that are asked for.
type countingClock struct {
	*fakeclock.Clock
	asked int
}

func (c *countingClock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	c.asked++
	return c.Clock.AfterFunc(d, f)
}

// TestTheSweeperRestsAfterAClear where nobody listens, so that the entries are
// not looked at one by one.
func TestTheSweeperRestsAfterAClear(t *testing.T) {
	clock := &countingClock{Clock: fakeclock.New(time.Unix(1e9, 0))}
	c, err := New(larder.Options[int, int]{Clock: clock})
	require.NoError(t, err)
	defer c.Close()
	for k := range 100 {
		require.NoError(t, c.Set(k, k, time.Minute))
		require.NoError(t, c.Set(-k, k, larder.NoExpiry))
	}
	require.NoError(t, c.Set(1, 1, larder.NoExpiry))
	require.NoError(t, c.Set(2, 2, time.Hour))
	c.Clear()
	clock.Advance(time.Hour)
	asked := clock.asked
	require.NotZero(t, asked)
	clock.Advance(time.Hour)
	require.Equal(t, asked, clock.asked)

	require.NoError(t, c.Set(1, 1, time.Minute))
	clock.Advance(time.Hour)
	require.Zero(t, c.Len(), "it has woken again")
}

// TestWhatWasSeenExpiredIsInNoLaterSnapshot, although the snapshot's reading of
// the clock was taken before, and was the earlier one.
func TestWhatWasSeenExpiredIsInNoLaterSnapshot(t *testing.T) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	c, err := New(larder.Options[string, int]{Clock: clock, Sweeper: larder.SweepNone})
	require.NoError(t, err)
	defer c.Close()
	for _, key := range []string{"seen", "unseen"} {
		require.NoError(t, c.Set(key, 1, time.Second))
	}
	at, _ := c.g.Cut()
	clock.Advance(time.Second)
	shard := &c.s.guards[shardOf(c.s.hash("seen"))]
	shard.mu.Lock() // the reader must leave it where it is
	_, ok := c.Get("seen")
	shard.mu.Unlock()
	require.False(t, ok)
	v := c.view(at)
	require.Equal(t, 2, v.Len())
	_, ok = v.Get("seen")
	require.False(t, ok)
}

// TestClearReportsAsExpiredWhatWasSeenExpired: the deadline passes after Clear
// has read the clock, and a reader misses the entry before it is cleared.
func TestClearReportsAsExpiredWhatWasSeenExpired(t *testing.T) {
	clock := &meddlingClock{Clock: fakeclock.New(time.Unix(1e9, 0))}
	var causes []larder.Cause
	c, err := NewMap(larder.Options[string, int]{
		Clock: clock, Sweeper: larder.SweepNone,
		OnRemove: func(_ string, _ int, cause larder.Cause) { causes = append(causes, cause) },
	})
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, c.Set("key", 1, time.Second))
	clock.then = func() {
		clock.Advance(time.Second)
		_, ok := c.Get("key")
		require.False(t, ok)
	}
	c.Clear()
	require.Equal(t, []larder.Cause{larder.CauseExpired}, causes)
	require.EqualValues(t, 1, c.Stats().LazyDeletes)
}

// meddlingClock does something once after it was read.
type meddlingClock struct {
	*fakeclock.Clock
	then func()
}

func (c *meddlingClock) Now() time.Time {
	now := c.Clock.Now()
	if then := c.then; then != nil {
		c.then = nil
		then()
	}
	return now
}
