package cow

import (
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

// expiring returns options, with a listener that lists the keys that expired,
// and a clock.
func expiring(gone *[]string) (larder.Options[string, int], *fakeclock.Clock) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	return larder.Options[string, int]{
		Clock: clock, Sweeper: larder.SweepNone,
		OnRemove: func(key string, _ int, cause larder.Cause) {
			if cause == larder.CauseExpired {
				*gone = append(*gone, key)
			}
		},
	}, clock
}

func TestAReaderThatNeedNotWaitRemovesWhatExpired(t *testing.T) {
	var gone []string
	o, clock := expiring(&gone)
	c, err := New(o)
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, c.Set("key", 1, time.Second))
	clock.Advance(time.Second)
	_, ok := c.Get("key")
	require.False(t, ok)
	require.Zero(t, c.Len())
	require.Equal(t, []string{"key"}, gone)
}

// A reader that would have to wait for a writer leaves the entry to the next
// one.
func TestAReaderThatWouldWaitLeavesWhatExpired(t *testing.T) {
	var gone []string
	o, clock := expiring(&gone)
	c, err := New(o)
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, c.Set("key", 1, time.Second))
	clock.Advance(time.Second)

	writer := &c.s.guards[shardOf(c.s.hash("key"))].mu
	writer.Lock()
	_, ok := c.Get("key")
	require.False(t, ok)
	writer.Unlock()
	require.Equal(t, 1, c.Len())

	require.NoError(t, c.Set("other", 1, larder.NoExpiry))
	require.Equal(t, 1, c.Len())
	require.Equal(t, []string{"key"}, gone)
	require.Equal(t, uint64(1), c.Stats().LazyDeletes)
}

func TestReadersOfMapLeaveWhatExpiredToTheNextWriter(t *testing.T) {
	var gone []string
	o, clock := expiring(&gone)
	m, err := NewMap(o)
	require.NoError(t, err)
	defer m.Close()
	for _, key := range []string{"a", "b", "c"} {
		require.NoError(t, m.Set(key, 1, time.Second))
	}
	clock.Advance(time.Second)
	for range 1000 { // more than the queue holds
		for _, key := range []string{"a", "b"} {
			_, ok := m.Get(key)
			require.False(t, ok)
		}
	}
	require.Equal(t, 3, m.Len())
	m.Delete("nothing")
	require.Equal(t, 1, m.Len(), "c was not read")
	require.ElementsMatch(t, []string{"a", "b"}, gone)
}
