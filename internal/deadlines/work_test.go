package deadlines_test

import (
	"runtime"
	"testing"
	"weak"

	"github.com/stretchr/testify/require"
)

const many = 200_000

// Very many items due at once, in one slot, leave limit by limit: each call
// hands out what it says, and in all an item costs no more than its moves.
func TestWorkIsBounded(t *testing.T) {
	const limit = 1024
	for name, c := range map[string]struct{ deadline, step, now int64 }{
		"AllInTheSlotOfNow":    {1 << 44, 1, 1<<44 + many},
		"AllPassed":            {1 << 44, 1, 1 << 60},
		"HalfOfThemNotDue":     {1 << 44, 1, 1<<44 + many/2 - 1},
		"NoneDueInAHigherSlot": {1 << 44, 1 << 20, 1<<44 - 1},
		"OneDueInAHigherSlot":  {1 << 44, 1 << 20, 1 << 44},
		"Late":                 {-1 << 44, 1 << 20, 0},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, k kind) {
				x := k.make()
				want := 0
				for i := range int64(many) {
					x.Add(item{Deadline: c.deadline + i*c.step})
					if c.deadline+i*c.step <= c.now {
						want++
					}
				}
				taken, total := 0, 0
				for {
					handed := 0
					used := x.Due(c.now, limit, func(item) { handed++ })
					require.LessOrEqual(t, used, limit)
					require.LessOrEqual(t, handed, used)
					taken += handed
					if total += used; used < limit {
						break
					}
					require.LessOrEqual(t, total, many*k.moves)
				}
				require.Equal(t, want, taken)
				require.Equal(t, many-want, x.Len())
				require.Zero(t, x.Due(c.now, limit, nil), "what is not due costs nothing the second time")
			})
		})
	}
}

// No operation allocates in proportion to the index, and memory is given back.
func TestMemory(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		var m runtime.MemStats
		held := func() int64 {
			runtime.GC()
			runtime.ReadMemStats(&m)
			return int64(m.HeapAlloc)
		}
		allocated := func(f func()) uint64 {
			runtime.ReadMemStats(&m)
			before := m.TotalAlloc
			f()
			runtime.ReadMemStats(&m)
			return m.TotalAlloc - before
		}
		x := k.make()
		empty := held()
		const batch, most = 1000, 100_000 // bytes
		for i := range int64(many / batch) {
			require.Less(t, allocated(func() {
				for j := range int64(batch) {
					x.Add(item{Deadline: 1<<44 + (i*batch+j)<<10})
				}
			}), uint64(most), "adding after %d", i*batch)
		}
		require.Greater(t, held()-empty, int64(many*16))
		now := int64(1<<44 + many/2<<10)
		for used := batch; used == batch; {
			require.Less(t, allocated(func() { used = x.Due(now, batch, func(item) {}) }), uint64(most))
			require.Less(t, allocated(func() { x.Trim(batch, func(*entry) bool { return false }) }), uint64(most))
		}
		for x.Len() > 0 {
			require.Less(t, allocated(func() { x.Trim(batch, func(*entry) bool { return true }) }), uint64(most))
		}
		require.Less(t, held()-empty, int64(most))
		runtime.KeepAlive(x)
	})
}

// An add and a removal in turn allocate nothing but, now and then, a piece.
func TestAllocationsInTurn(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		x := k.make()
		add(x, 1<<62, 1<<62+1)
		now := int64(0)
		require.LessOrEqual(t, testing.AllocsPerRun(1000, func() {
			now += slot
			for range 31 {
				x.Add(item{Deadline: now})
			}
			x.Due(now, 100, func(item) {})
		}), 2.0)
	})
}

// An entry whose item left can be collected at once, not only with the rest of
// a piece.
func TestEntriesAreLetGo(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		x := k.make()
		var taken, dropped weak.Pointer[entry]
		func() {
			entries := add(x, 1<<30, 1<<30+1, 1<<30+2, 1<<30+3)
			taken, dropped = weak.Make(entries[0]), weak.Make(entries[2])
		}()
		x.Due(1<<30, 10, func(item) {})
		x.Trim(10, func(e *entry) bool { return e.deadline == 1<<30+2 })
		runtime.GC()
		require.Nil(t, taken.Value())
		require.Nil(t, dropped.Value())
		require.Equal(t, 2, x.Len())
	})
}
