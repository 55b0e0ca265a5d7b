package engine

import (
	"fmt"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

// eachIndex runs a test with each strategy that keeps an index.
func eachIndex(t *testing.T, test func(t *testing.T, c *cache, clock *fakeclock.Clock)) {
	for _, kind := range []larder.Sweeper{larder.SweepHeap, larder.SweepWheel, larder.SweepQueue} {
		t.Run(kind.String(), func(t *testing.T) {
			clock := fakeclock.New(time.Unix(1e9, 0))
			test(t, newCache(t, larder.Options[string, int]{Clock: clock, Sweeper: kind, TTL: time.Hour}), clock)
		})
	}
}

// A cache that is written over and over must not keep an item for each write.
func TestTheIndexIsBoundedByTheLiveEntries(t *testing.T) {
	eachIndex(t, func(t *testing.T, c *cache, _ *fakeclock.Clock) {
		for i := range 20_000 {
			require.NoError(t, c.Set(fmt.Sprint(i%100), i, 0))
		}
		require.Equal(t, 100, c.index.live)
		require.LessOrEqual(t, c.index.items.Len(), 400)
		for i := range 1000 {
			require.NoError(t, c.Set(fmt.Sprint(i), i, 0))
		}
		for i := range 1000 {
			require.True(t, c.Delete(fmt.Sprint(i)))
		}
		require.Zero(t, c.index.live)
		require.LessOrEqual(t, c.index.items.Len(), 500, "deletes sort stale items out, too")
	})
}

func TestTheIndexOfAClearedCacheIsEmpty(t *testing.T) {
	eachIndex(t, func(t *testing.T, c *cache, clock *fakeclock.Clock) {
		for i := range 1000 {
			require.NoError(t, c.Set(fmt.Sprint(i), i, 0))
		}
		c.Clear()
		require.Zero(t, c.index.live)
		require.Zero(t, c.index.items.Len())
		require.NoError(t, c.Set("later", 1, 0))
		clock.Advance(2 * time.Hour)
		require.Zero(t, c.Len())
		require.Equal(t, uint64(1), c.Stats().SweepDeletes)
	})
}

func TestWhatIsReplacedIsSweptByItsOwnDeadline(t *testing.T) {
	eachIndex(t, func(t *testing.T, c *cache, clock *fakeclock.Clock) {
		require.NoError(t, c.Set("key", 1, 0))
		clock.Advance(30 * time.Minute)
		require.NoError(t, c.Set("key", 2, 0))
		clock.Advance(31 * time.Minute)
		require.Equal(t, 1, c.Len())
		v, ok := c.Get("key")
		require.True(t, ok)
		require.Equal(t, 2, v)
		clock.Advance(30 * time.Minute)
		require.Zero(t, c.Len())
		require.Zero(t, c.index.live)
	})
}

func TestTheQueueTakesOneTTL(t *testing.T) {
	c := newCache(t, larder.Options[string, int]{Sweeper: larder.SweepQueue})
	require.NoError(t, c.Set("a", 1, larder.NoExpiry))
	require.NoError(t, c.Set("b", 1, time.Minute))
	err := c.Set("b", 2, time.Hour)
	require.ErrorIs(t, err, larder.ErrTTL)
	require.EqualError(t, err, "larder: with SweepQueue all entries have one time to live, which is 1m0s here, not 1h0m0s (choose another sweeper)")
	require.ErrorIs(t, c.Set("b", 3, -1), larder.ErrTTL)
	require.NoError(t, c.Set("c", 1, time.Minute))
	require.NoError(t, c.Set("c", 1, larder.DefaultTTL), "which is none")

	c = newCache(t, larder.Options[string, int]{Sweeper: larder.SweepQueue, TTL: time.Hour})
	require.ErrorIs(t, c.Set("b", 1, time.Minute), larder.ErrTTL)
	require.NoError(t, c.Set("b", 1, larder.DefaultTTL))
}
