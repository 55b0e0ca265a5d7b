package cow

import (
	"sync/atomic"
	"testing"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/keyhash"
	"github.com/stretchr/testify/require"
)

// sparseStore has one shard with ten entries in a table for a thousand.
func sparseStore() *store[int, int] {
	s := new(store[int, int])
	s.init(keyhash.Func(func(k int) uint64 { return uint64(k) }))
	var gone []*engine.Entry[int, int]
	for k := range 1000 {
		e := &engine.Entry[int, int]{Key: k, Deadline: int64(k)}
		if s.Swap(e); k >= 10 {
			gone = append(gone, e)
		}
	}
	s.Remove(gone)
	return s
}

func TestTidyShrinks(t *testing.T) {
	s := sparseStore()
	require.Len(t, s.tables[0].Load().slots, 2048)
	require.True(t, s.Tidy(0))
	require.LessOrEqual(t, len(s.tables[0].Load().slots), 128)
	require.Equal(t, 10, s.Len())
	s.check(t)
	for k := range 10 {
		require.Equal(t, int64(k), s.Find(k).Deadline)
	}
	require.False(t, s.Tidy(shards-1), "the last part")
}

// DeleteIf leaves no table behind that is too large, as Delete does not.
func TestRemovalsOnConditionsShrink(t *testing.T) {
	s := sparseStore()
	require.True(t, s.Replace(s.Find(5), nil, func() bool { return true }))
	require.LessOrEqual(t, len(s.tables[0].Load().slots), 128)
	require.Equal(t, 9, s.Len())
	s.check(t)
}

// A copy that somebody has written beside must not be published.
func TestACopyThatIsOutOfDateIsDropped(t *testing.T) {
	s := sparseStore()
	before, live, changes := s.measure(0)
	fresh := before.rebuilt(live, 0, s.tombstone)
	s.Swap(&engine.Entry[int, int]{Key: 5, Deadline: 77})
	_, _, after := s.measure(0)
	require.NotEqual(t, changes, after, "in its slot")
	require.True(t, before == s.tables[0].Load(), "still the same table")
	require.Equal(t, 10, live)
	require.False(t, s.replaceTable(0, before, fresh, live, changes))
	require.Equal(t, int64(77), s.Find(5).Deadline)
	s.Take(5)
	_, _, last := s.measure(0)
	require.NotEqual(t, after, last)
}

// Tidy beside writers, who win, lose and are never lost.
func TestTidyBesideAWriter(t *testing.T) {
	s := sparseStore()
	var done atomic.Bool
	over := make(chan struct{})
	go func() {
		defer close(over)
		for !done.Load() {
			s.Tidy(0)
		}
	}()
	for round := range int64(2000) {
		for k := range 100 {
			s.Swap(&engine.Entry[int, int]{Key: k, Deadline: round})
		}
		for k := range 100 {
			require.Equal(t, round, s.Find(k).Deadline)
			require.NotNil(t, s.Take(k))
		}
	}
	done.Store(true)
	<-over
	require.Zero(t, s.Len())
	s.check(t)
}
