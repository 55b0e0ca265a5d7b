package engine

import (
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

func newConditional(t *testing.T, o larder.Options[string, int]) (*cache, *fakeclock.Clock) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	o.Clock, o.Sweeper = clock, larder.SweepNone
	return newCache(t, o), clock
}

// The fence goes up when allow has agreed and the store is about to look at it.
func TestTheFenceIsLookedAtLast(t *testing.T) {
	for name, act := range map[string]func(*cache, *larder.Fence) bool{
		"SetIf": func(c *cache, fence *larder.Fence) bool {
			stored, err := c.SetIf("key", 2, larder.NoExpiry, fence, nil)
			require.NoError(t, err)
			return stored
		},
		"DeleteIf": func(c *cache, fence *larder.Fence) bool { return c.DeleteIf("key", fence, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := newConditional(t, larder.Options[string, int]{})
			require.NoError(t, c.Set("key", 1, larder.NoExpiry))
			var fence larder.Fence
			c.s.replacing = fence.Raise
			require.False(t, act(c, &fence))
			v, ok := c.Get("key")
			require.True(t, ok)
			require.Equal(t, 1, v)
		})
	}
}

// What allow has found to be live has expired to another by the time it is to be
// replaced.
func TestWhatWasSeenExpiredIsNotReplacedAsLive(t *testing.T) {
	for _, sliding := range []float64{0, 0.1} {
		c, clock := newConditional(t, larder.Options[string, int]{Sliding: sliding})
		require.NoError(t, c.Set("key", 1, time.Minute))
		e := c.s.Find("key")
		clock.Advance(time.Minute - 1)
		c.s.replacing = func() {
			c.s.replacing = nil
			clock.Advance(1)
			require.False(t, c.Live(e)) // and has not been removed yet
		}
		var lives []bool
		stored, err := c.SetIf("key", 2, time.Minute, nil, func(_ int, live bool) bool {
			lives = append(lives, live)
			return true
		})
		require.NoError(t, err)
		require.True(t, stored)
		require.Equal(t, []bool{true, false}, lives)
	}
}

// Where entries slide, SetIf unlinks one before it says that it has expired: nobody can
// prolong it then.
func TestWhatSetIfSawExpiredIsNotProlonged(t *testing.T) {
	c, clock := newSliding(t)
	clock.Advance(100 * time.Second)
	_, err := c.SetIf("key", 2, time.Minute, nil, func(_ int, live bool) bool {
		require.False(t, live)
		require.Nil(t, c.s.Find("key"))
		return false
	})
	require.NoError(t, err)
	require.EqualValues(t, 1, c.Stats().LazyDeletes)
}

// An operation that is asked once more judges by the time it is then.
func TestTheClockIsReadAgainForWhatTookItsPlace(t *testing.T) {
	c, clock := newConditional(t, larder.Options[string, int]{})
	require.NoError(t, c.Set("key", 1, time.Hour))
	var asked []int
	require.False(t, c.DeleteIf("key", nil, func(old int) bool {
		if asked = append(asked, old); len(asked) == 1 {
			require.NoError(t, c.Set("key", 2, time.Minute))
			clock.Advance(time.Minute)
		}
		return true
	}))
	require.Equal(t, []int{1}, asked, "what took its place has expired")
}

func TestASetIfThatMeetsCloseLeavesNothingBehind(t *testing.T) {
	c, _ := newConditional(t, larder.Options[string, int]{
		OnRemove: func(k string, v int, cause larder.Cause) { t.Error("reported", k, v, cause) },
	})
	c.s.replacing = func() { c.Close() }
	stored, err := c.SetIf("key", 1, time.Hour, nil, nil)
	require.ErrorIs(t, err, larder.ErrClosed)
	require.False(t, stored)
	require.Empty(t, c.s.m)
}

// What weighs too much removes what allow has seen, and nothing else.
func TestWhatIsTooLargeRemovesOnConditions(t *testing.T) {
	c, _ := newConditional(t, larder.Options[string, int]{MaxWeight: 10, Weigh: value})
	require.NoError(t, c.Set("key", 5, larder.NoExpiry))
	var fence larder.Fence
	c.s.replacing = fence.Raise
	_, err := c.SetIf("key", 11, larder.NoExpiry, &fence, nil)
	require.ErrorIs(t, err, larder.ErrTooLarge)
	require.Equal(t, 1, c.Len())
	require.EqualValues(t, 5, c.Stats().Weight)
}
