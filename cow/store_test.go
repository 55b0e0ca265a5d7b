package cow

import (
	"math/bits"
	"runtime"
	"testing"
	"weak"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/storetest"
	"github.com/stretchr/testify/require"
)

func subject(hash func(int) uint64) func() storetest.Subject {
	return func() storetest.Subject {
		s := new(store[int, int])
		s.init(hash)
		return storetest.Subject{
			Store:      s,
			RemoveHold: 1,
			Held: func() bool {
				for i := range s.guards {
					if !s.guards[i].mu.TryLock() {
						return true
					}
					s.guards[i].mu.Unlock()
				}
				return false
			},
			Check: s.check,
		}
	}
}

// check fails the test if a table breaks its rules.
func (s *store[K, V]) check(t testing.TB) {
	for i := range s.tables {
		table := s.tables[i].Load()
		live, used := 0, 0
		for j := range table.slots {
			e := table.slots[j].Load()
			if e == nil {
				continue
			}
			used++
			if e == s.tombstone {
				continue
			}
			live++
			if shardOf(e.Tag) != uint64(i) || s.find(e.Tag, e.Key) != e {
				t.Fatalf("shard %d slot %d: entry %v is not found", i, j, e)
			}
		}
		size := len(table.slots)
		switch {
		case used != table.used || live != table.live || int(s.guards[i].size.Load()) != live:
			t.Fatalf("shard %d: counted %d used, %d live: %+v", i, used, live, table)
		case used > 0 && 2*used > size:
			t.Fatalf("shard %d: %d of %d slots are used", i, used, size)
		case size > minSlots && 16*live < size:
			t.Fatalf("shard %d: %d entries hold %d slots", i, live, size)
		case bits.OnesCount(uint(size)) != 1:
			t.Fatalf("shard %d: %d slots", i, size)
		}
	}
}

func TestStore(t *testing.T) {
	t.Run("SeededHash", func(t *testing.T) { storetest.Run(t, subject(nil)) })
	t.Run("ConstantHash", func(t *testing.T) {
		storetest.Run(t, subject(func(int) uint64 { return 0 }))
	})
	t.Run("TruncatedHash", func(t *testing.T) {
		storetest.Run(t, subject(func(k int) uint64 { return uint64(k%4)<<62 | uint64(k%3) }))
	})
}

func BenchmarkHolds(b *testing.B) { storetest.BenchmarkHolds(b, subject(nil)) }

func mapSubject() storetest.Subject {
	s := new(mapStore[int, int])
	s.init()
	return storetest.Subject{
		Store: s,
		Held: func() bool {
			if s.mu.TryLock() {
				s.mu.Unlock()
				return false
			}
			return true
		},
		Check: func(testing.TB) {},
	}
}

func TestMapStore(t *testing.T) { storetest.Run(t, mapSubject) }

func TestMapCopiesOnceForManyRemovals(t *testing.T) {
	s := new(mapStore[int, int])
	s.init()
	var es []*engine.Entry[int, int]
	for k := range 100 {
		e := &engine.Entry[int, int]{Key: k}
		s.Swap(e)
		es = append(es, e)
	}
	published := 0
	before := s.entries.Load()
	require.Len(t, s.Remove(es[:50]), 50)
	for after := s.entries.Load(); after != before; before = after {
		published++
		require.Len(t, *after, 50)
		require.Len(t, *before, 100, "what readers hold must not change")
	}
	require.Equal(t, 1, published)
}

func TestAScanShowsNothingTwice(t *testing.T) {
	s := subject(nil)()
	for k := range 640 {
		s.Swap(&storetest.Entry{Key: k})
	}
	for range 5 { // from wherever the last one stopped
		shown := 0
		s.Scan(1<<30, func(*storetest.Entry) bool { shown++; return false })
		require.Equal(t, 640, shown)
		s.Scan(100, func(*storetest.Entry) bool { return false })
	}
}

// What was removed must not be kept alive by a round of the sweeper.
func TestMapScanKeepsNothingAlive(t *testing.T) {
	s := mapSubject()
	e := &storetest.Entry{Key: 1}
	for k := range 10 {
		s.Swap(&storetest.Entry{Key: k + 100})
	}
	s.Swap(e)
	s.Scan(1, func(*storetest.Entry) bool { return false })
	for k := range 200 {
		s.Take(k)
	}
	gone := weak.Make(e)
	e = nil
	for range 100 {
		if runtime.GC(); gone.Value() == nil {
			break
		}
	}
	require.Nil(t, gone.Value())
	runtime.KeepAlive(s.Store)
}

// A map that was large once must not make every copy as large.
func TestMapShrinks(t *testing.T) {
	s := new(mapStore[int, int])
	s.init()
	var es []*engine.Entry[int, int]
	for k := range 1000 {
		e := &engine.Entry[int, int]{Key: k}
		s.Swap(e)
		es = append(es, e)
	}
	s.Remove(es[:900])
	require.Equal(t, 100, s.peak)
	require.Len(t, *s.entries.Load(), 100)
}
