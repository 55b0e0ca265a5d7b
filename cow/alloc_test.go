//go:build !race

package cow_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/internal/inside"
	"github.com/stretchr/testify/require"
)

// allocated returns how much one of n calls of f allocates: objects and bytes.
// The bytes are rounded: the runtime and its timers allocate a little beside.
func allocated(n int, f func(i int)) (objects, size uint64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range n {
		f(i)
	}
	runtime.ReadMemStats(&after)
	per := func(x uint64) uint64 { return (x + uint64(n)/2) / uint64(n) }
	return per(after.Mallocs - before.Mallocs), per(after.TotalAlloc - before.TotalAlloc)
}

func TestOverwritingAllocatesOneEntry(t *testing.T) {
	c := open(t, larder.Options[string, []byte]{TTL: time.Hour})
	keys := make([]string, 1000)
	for i := range keys {
		keys[i] = fmt.Sprintf("a key of 20 bytes %02d", i)
		require.NoError(t, c.Set(keys[i], nil, larder.DefaultTTL))
	}
	value := make([]byte, 64)
	objects, size := allocated(100_000, func(i int) { _ = c.Set(keys[i%len(keys)], value, larder.DefaultTTL) })
	require.EqualValues(t, 1, objects)
	require.EqualValues(t, 64, size)
}

func TestGetManyAllocatesNothing(t *testing.T) {
	c := open(t, larder.Options[string, []byte]{})
	keys, values, found := make([]string, 100), make([][]byte, 100), make([]bool, 100)
	for i := range keys {
		keys[i] = fmt.Sprint(i)
		require.NoError(t, c.Set(keys[i], []byte{1}, larder.NoExpiry))
	}
	require.Zero(t, testing.AllocsPerRun(1000, func() { c.GetMany(keys, values, found) }))
}

// TestLookingAllocatesNothing whether it is there or not.
func TestLookingAllocatesNothing(t *testing.T) {
	c := open(t, larder.Options[string, []byte]{})
	require.NoError(t, c.Set("there", []byte{1}, larder.NoExpiry))
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		if c.Look("there", inside.Key{}) == nil || c.Look("absent", inside.Key{}) != nil {
			t.Error("found wrongly")
		}
	}))
}

// TestASnapshotTakesTheSameWhateverTheSize: what it allocates, and what the
// next write does.
func TestASnapshotTakesTheSameWhateverTheSize(t *testing.T) {
	for _, entries := range []int{0, 1_000, 300_000} {
		c := open(t, larder.Options[int, int]{})
		for i := range entries {
			require.NoError(t, c.Set(i, i, larder.NoExpiry))
		}
		const times = 1000
		kept := make([]larder.Snapshot[int, int], times)
		_, size := allocated(times, func(i int) { kept[i] = c.Snapshot() })
		require.Less(t, size, uint64(12_000), "a snapshot of %d entries, with the list of those in use", entries)
		clear(kept)
	}
}

// TestMemoryIsGivenBack tells of snapshots and of removed entries.
func TestMemoryIsGivenBack(t *testing.T) {
	held := func() uint64 {
		var m runtime.MemStats
		for range 3 { // what a clean-up let go of goes with the next collection
			cleaned := make(chan struct{})
			runtime.AddCleanup(new([4]*int), func(c chan struct{}) { close(c) }, cleaned)
			runtime.GC()
			<-cleaned
		}
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	comesTo := func(want uint64, why string) {
		t.Helper()
		for range 20 { // clean-ups run beside each other, and beside this
			if held() < want+1<<20 {
				return
			}
		}
		t.Fatalf("%s: %d bytes are held, want %d", why, held(), want)
	}
	before := held()
	c, err := cow.New(larder.Options[int, [8]uint64]{})
	require.NoError(t, err)
	const entries = 200_000
	for i := range entries {
		require.NoError(t, c.Set(i, [8]uint64{}, larder.NoExpiry))
	}
	full := held()
	for range 100 { // each followed by writes all over, and dropped
		s := c.Snapshot()
		for i := 0; i < entries; i += 100 {
			require.NoError(t, c.Set(i, [8]uint64{1}, larder.NoExpiry))
		}
		require.Equal(t, entries, s.Len())
	}
	comesTo(full, "nothing should be left of the snapshots")
	for i := range entries {
		require.True(t, c.Delete(i))
	}
	comesTo(before, "nothing should be left of the entries")
	require.NoError(t, c.Set(1, [8]uint64{}, larder.NoExpiry))
	runtime.KeepAlive(c)
	require.NoError(t, c.Close())
}
