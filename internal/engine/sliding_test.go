package engine

import (
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

func newSliding(t *testing.T) (*cache, *fakeclock.Clock) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	c := newCache(t, larder.Options[string, int]{Clock: clock, Sliding: 0.1, Sweeper: larder.SweepNone})
	require.NoError(t, c.Set("key", 1, 100*time.Second))
	return c, clock
}

func TestAHitProlongs(t *testing.T) {
	c, clock := newSliding(t)
	first := c.s.Find("key")
	clock.Advance(10*time.Second - 1)
	c.Get("key")
	require.Same(t, first, c.s.Find("key"), "it would gain too little")
	clock.Advance(1)
	c.Get("key")
	second := c.s.Find("key")
	require.Equal(t, first.Deadline+int64(10*time.Second), second.Deadline)
	clock.Advance(100*time.Second - 1)
	_, ok := c.Get("key")
	require.True(t, ok)
	clock.Advance(100 * time.Second)
	_, ok = c.Get("key")
	require.False(t, ok)
	require.Zero(t, c.Len())
}

// A reader finds the entry alive, and comes to prolong it when another has
// found it expired.
func TestWhatWasSeenExpiredIsNotProlonged(t *testing.T) {
	c, clock := newSliding(t)
	clock.Advance(100*time.Second - 1)
	c.s.replacing = func() {
		c.s.replacing = nil
		clock.Advance(1)
		_, ok := c.Get("key")
		require.False(t, ok)
	}
	_, ok := c.Get("key")
	require.True(t, ok, "it was alive when it was looked up")
	_, ok = c.Get("key")
	require.False(t, ok, "it has been seen expired")
}

// The same with one who has seen it in a snapshot.
func TestWhatASnapshotShowsExpiredIsNotProlonged(t *testing.T) {
	c, clock := newSliding(t)
	clock.Advance(100*time.Second - 1)
	c.s.replacing = func() {
		clock.Advance(1)
		cut, _ := c.Cut()
		require.LessOrEqual(t, c.s.m["key"].Deadline, cut)
	}
	c.Get("key")
	require.Zero(t, c.Stats().SweepDeletes)
	_, ok := c.Get("key")
	require.False(t, ok)
}

// A reader comes upon an entry, and finds it expired when another has prolonged
// its life.
func TestWhoMissesWhatWasProlongedFindsIt(t *testing.T) {
	c, clock := newSliding(t)
	old := c.s.Find("key")
	clock.Advance(99 * time.Second)
	c.Get("key")
	clock.Advance(time.Second)
	before := c.Stats()
	require.False(t, c.Live(old))
	v, ok := c.Miss(old)
	require.True(t, ok)
	require.Equal(t, 1, v)
	after := c.Stats()
	require.Equal(t, before.Hits+1, after.Hits)
	require.Equal(t, before.Misses, after.Misses)
}

func TestSlidingWithoutStatistics(t *testing.T) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	c := newCache(t, larder.Options[string, int]{Clock: clock, Sliding: 0.1, NoStats: true})
	require.NoError(t, c.Set("key", 1, time.Minute))
	require.NoError(t, c.Set("ever", 2, larder.NoExpiry))
	for range 5 {
		clock.Advance(50 * time.Second)
		for key, want := range map[string]int{"key": 1, "ever": 2} {
			v, ok := c.Get(key)
			require.True(t, ok)
			require.Equal(t, want, v)
		}
	}
	clock.Advance(time.Minute)
	_, ok := c.Get("key")
	require.False(t, ok)
	require.Equal(t, larder.Stats{Size: 1}, c.Stats())
}
