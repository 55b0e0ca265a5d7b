package engine

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

// A listener that panics on the sweeper's goroutine holds up nothing but itself.
func TestTheSweeperGoesOnAfterAPanic(t *testing.T) {
	for _, kind := range []larder.Sweeper{larder.SweepFull, larder.SweepCursor, larder.SweepAdaptive, larder.SweepHeap} {
		t.Run(kind.String(), func(t *testing.T) {
			clock, panics := fakeclock.New(time.Unix(1e9, 0)), 0
			o := larder.Options[string, int]{Clock: clock, Sweeper: kind, OnRemove: func(string, int, larder.Cause) {
				if panics++; panics == 1 {
					panic("listener")
				}
			}}
			if kind != larder.SweepFull {
				o.SweepLimit = 64
			}
			c := newCache(t, o)
			for i := range 1000 {
				require.NoError(t, c.Set(fmt.Sprint(i), i, time.Second))
			}
			require.Panics(t, func() { clock.Advance(2 * time.Second) })
			for _, e := range c.due[:cap(c.due)] {
				require.Nil(t, e, "what was removed is kept alive")
			}
			clock.Advance(2 * time.Second)
			require.Zero(t, c.Len())
		})
	}
}

// A reader prolongs an entry that a sweep has just come upon, and taken for gone.
func TestWhatIsProlongedBesideASweepIsSweptLater(t *testing.T) {
	for _, kind := range []larder.Sweeper{larder.SweepAdaptive, larder.SweepHeap, larder.SweepWheel, larder.SweepQueue} {
		t.Run(kind.String(), func(t *testing.T) {
			clock := fakeclock.New(time.Unix(1e9, 0))
			c := newCache(t, larder.Options[string, int]{Clock: clock, Sliding: 0.1, Sweeper: kind})
			require.NoError(t, c.Set("key", 1, 10*time.Second))
			e := c.s.Find("key")
			clock.Advance(9 * time.Second)
			about, go_, over := make(chan struct{}), make(chan struct{}), make(chan struct{})
			c.s.replacing = func() {
				close(about)
				<-go_
			}
			go func() {
				defer close(over)
				c.Get("key")
			}()
			<-about
			c.s.removing = func() {
				c.s.removing = nil
				close(go_)
				for c.s.Find("key") == e {
					runtime.Gosched()
				}
			}
			clock.Advance(2 * time.Second)
			<-over
			require.Equal(t, 1, c.Len())
			require.NotSame(t, e, c.s.Find("key"))
			clock.Advance(10 * time.Second)
			require.Zero(t, c.Len())
		})
	}
}
