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

// What readers left is removed by the same copy that the next write makes.
func TestWhatReadersOfMapLeftCostsNoCopy(t *testing.T) {
	for _, write := range []func(*Map[string, int]){
		func(m *Map[string, int]) { m.Set("other", 2, larder.NoExpiry) },
		func(m *Map[string, int]) { m.Set("key", 2, larder.NoExpiry) },
		func(m *Map[string, int]) { m.Delete("other") },
		func(m *Map[string, int]) { m.Delete("key") },
	} {
		m, gone := withOneExpired(t, NewMap[string, int])
		require.NoError(t, m.Set("other", 1, larder.NoExpiry))
		_, ok := m.Get("key")
		require.False(t, ok)
		copies := 0
		m.s.test = func(at step) {
			if at == copying {
				copies++
			}
		}
		write(m)
		require.Equal(t, 1, copies)
		require.Equal(t, []string{"key"}, *gone)
		require.Equal(t, uint64(1), m.Stats().LazyDeletes)
		_, ok = m.Get("key")
		require.Equal(t, ok, m.Len() == 2)
	}
}

// A panic of the listener at the replaced value costs the expired one, which
// is unlinked by then, no report.
func TestAPanicAtTheReplacedCostsTheExpiredNoReport(t *testing.T) {
	for _, write := range []func(*Map[string, int]){
		func(m *Map[string, int]) { m.Set("other", 2, larder.NoExpiry) },
		func(m *Map[string, int]) { m.Delete("other") },
	} {
		var reported []string
		clock := fakeclock.New(time.Unix(1e9, 0))
		m, err := NewMap(larder.Options[string, int]{
			Clock: clock, Sweeper: larder.SweepNone,
			OnRemove: func(key string, _ int, cause larder.Cause) {
				reported = append(reported, key)
				if cause != larder.CauseExpired {
					panic(key)
				}
			},
		})
		require.NoError(t, err)
		defer m.Close()
		require.NoError(t, m.Set("key", 1, time.Second))
		require.NoError(t, m.Set("other", 1, larder.NoExpiry))
		clock.Advance(time.Second)
		m.Get("key")
		require.PanicsWithValue(t, "other", func() { write(m) })
		require.ElementsMatch(t, []string{"key", "other"}, reported)
	}
}
