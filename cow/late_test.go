package cow

import (
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

// withOneExpired returns a cache without a sweeper in which "key" has just
// expired, and the list of the keys that are reported as expired.
func withOneExpired[C larder.Cache[string, int]](t *testing.T, mk func(larder.Options[string, int]) (C, error)) (C, *[]string) {
	gone := new([]string)
	clock := fakeclock.New(time.Unix(1e9, 0))
	c, err := mk(larder.Options[string, int]{
		Clock: clock, Sweeper: larder.SweepNone,
		OnRemove: func(key string, _ int, cause larder.Cause) {
			if cause == larder.CauseExpired {
				*gone = append(*gone, key)
			}
		},
	})
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	require.NoError(t, c.Set("key", 1, time.Second))
	clock.Advance(time.Second)
	return c, gone
}

func TestAReaderThatNeedNotWaitRemovesWhatExpired(t *testing.T) {
	c, gone := withOneExpired(t, New[string, int])
	_, ok := c.Get("key")
	require.False(t, ok)
	require.Zero(t, c.Len())
	require.Equal(t, []string{"key"}, *gone)
}

// A reader that would have to wait for a writer leaves the entry to the next
// one.
func TestAReaderThatWouldWaitLeavesWhatExpired(t *testing.T) {
	c, gone := withOneExpired(t, New[string, int])
	writer := &c.s.guards[shardOf(c.s.hash("key"))].mu
	writer.Lock()
	_, ok := c.Get("key")
	require.False(t, ok)
	writer.Unlock()
	require.Equal(t, 1, c.Len())

	require.NoError(t, c.Set("other", 1, larder.NoExpiry))
	require.Equal(t, 1, c.Len())
	require.Equal(t, []string{"key"}, *gone)
	require.Equal(t, uint64(1), c.Stats().LazyDeletes)
}

func TestReadersOfMapLeaveWhatExpiredToTheNextWriter(t *testing.T) {
	m, gone := withOneExpired(t, NewMap[string, int])
	for range 1000 { // more than the queue holds
		_, ok := m.Get("key")
		require.False(t, ok)
	}
	require.Equal(t, 1, m.Len())
	require.Empty(t, *gone)
	m.Delete("nothing")
	require.Zero(t, m.Len())
	require.Equal(t, []string{"key"}, *gone)
}
