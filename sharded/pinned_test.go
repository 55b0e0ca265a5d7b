package sharded_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/sharded"
)

// pinning is a cache of two shards, where keys starting with b have the second, what
// weighs 0 is pinned, and the rest may weigh 4; and a function that tells what was removed.
func pinning(t *testing.T, clock larder.Clock) (*sharded.Cache[string, int], func() map[string]larder.Cause) {
	removed := make(map[string]larder.Cause)
	o := options{Shards: 2, Options: larder.Options[string, int]{
		Clock: clock, Sweeper: larder.SweepNone, MaxWeight: 4,
		Weigh:    func(_ string, value int) int64 { return int64(value) },
		OnRemove: func(key string, _ int, cause larder.Cause) { removed[key] = cause },
	}}
	c, err := sharded.New(rwmutex.New[string, int], sharded.Hashed(o, func(key string) uint64 { return uint64(key[0]-'a') << 63 }))
	require.NoError(t, err)
	require.Equal(t, 2, c.Shards())
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c, func() map[string]larder.Cause { return removed }
}

// What is pinned may have been past its deadline when its shard last looked, and be live
// again now that the clock was set back: then it is not what makes room.
func TestAPinnedEntryThatLivesAgainStays(t *testing.T) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	c, removed := pinning(t, clock)
	require.NoError(t, c.Set("a pinned", 0, time.Second))
	clock.Advance(time.Minute)
	require.NoError(t, c.Set("a", 1, larder.NoExpiry))
	clock.Set(clock.Now().Add(-time.Hour))
	require.NoError(t, c.Set("b", 4, larder.NoExpiry))
	require.NotContains(t, removed(), "a pinned")
	v, ok := c.Get("a pinned")
	require.True(t, ok)
	require.Zero(t, v)
}

// The shard that has to make room knows of no deadline; that with the expired entry does.
func TestAPinnedEntryOfAnotherShardMakesRoomOnceExpired(t *testing.T) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	c, removed := pinning(t, clock)
	require.NoError(t, c.Set("a pinned", 0, time.Second))
	require.NoError(t, c.Set("a", 1, larder.NoExpiry))
	clock.Advance(time.Minute)
	require.NoError(t, c.Set("b", 4, larder.NoExpiry))
	require.Equal(t, map[string]larder.Cause{"a pinned": larder.CauseExpired, "a": larder.CauseEvicted}, removed())
}
