package cow

import (
	"runtime"
	"slices"
	"testing"
	"weak"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/keyhash"
	"github.com/stretchr/testify/require"
)

// drop does what happens when the garbage collector has taken a snapshot.
func (s *store[K, V]) drop(c *cut[K, V]) {
	s.cuts[slices.Index(s.cuts, weak.Make(c))] = weak.Pointer[cut[K, V]]{}
	dropped(weak.Make(s))
}

// keeps returns what the versions of the first page are of, the latest first.
func (t *table[K, V]) keeps() (cuts []uint64) {
	if versions := t.versions.Load(); versions != nil {
		for v := (*versions)[0].Load(); v != nil; v = v.older.Load() {
			cuts = append(cuts, v.cut)
		}
	}
	return cuts
}

// TestADroppedSnapshotTakesItsVersionsAlong from the table in use, and from one
// that was replaced, which an earlier snapshot still has.
func TestADroppedSnapshotTakesItsVersionsAlong(t *testing.T) {
	s := new(store[int, int])
	s.init(keyhash.Func(func(int) uint64 { return 0 })) // one shard and one page
	set := func(key int) { s.Swap(&engine.Entry[int, int]{Key: key}) }
	snapshot := func() *cut[int, int] {
		c := s.cut(func() {})
		set(1)
		return c
	}
	set(1)
	first, second := snapshot(), snapshot()
	replaced := s.tables[0].Load()
	for key := 2; s.tables[0].Load() == replaced; key++ {
		set(key)
	}
	third, fourth := snapshot(), snapshot()
	inUse := s.tables[0].Load()
	require.Equal(t, []uint64{2, 1}, replaced.keeps())
	require.Equal(t, []uint64{4, 3}, inUse.keeps())

	s.drop(first)
	require.Equal(t, []uint64{2}, replaced.keeps())
	require.Equal(t, []uint64{4, 3}, inUse.keeps())
	s.drop(third)
	require.Equal(t, []uint64{2}, replaced.keeps())
	require.Equal(t, []uint64{4}, inUse.keeps())
	s.drop(second)
	s.drop(fourth)
	require.Empty(t, inUse.keeps())
	set(1)
	require.Empty(t, inUse.keeps(), "writers keep nothing when no snapshot is left")
	for _, c := range []*cut[int, int]{first, second, third, fourth} {
		runtime.KeepAlive(c) // until here, so that the runtime drops none of them by itself
	}
}
