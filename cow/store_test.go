package cow

import (
	"math/bits"
	"runtime"
	"testing"
	"unsafe"
	"weak"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/keyhash"
	"github.com/larder-go/larder/internal/storetest"
	"github.com/stretchr/testify/require"
)

func subject(hash func(int) uint64) func() storetest.Subject {
	return func() storetest.Subject {
		s := new(store[int, int])
		if hash != nil {
			s.init(keyhash.Func(hash))
		} else {
			s.init(keyhash.New[int]())
		}
		return storetest.Subject{
			Store:      s,
			Parts:      true,
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
	for i := 0; s.Tidy(i); i++ {
	}
	for i := range s.tables {
		table, guard := s.tables[i].Load(), &s.guards[i]
		live, used, expiring := 0, 0, 0
		for j, p := range table.slots {
			if p == nil {
				continue
			}
			used++
			if p == s.tombstone {
				continue
			}
			live++
			e := untagged[K, V](p)
			expiring += expires(e)
			if shardOf(e.Tag) != uint64(i) || tagged(e) != p || find[K, V](s.root(e.Tag), e.Tag, e.Key) != e {
				t.Fatalf("shard %d slot %d: entry %v is not found", i, j, e)
			}
		}
		size := len(table.slots)
		switch {
		case used != guard.used || live != int(guard.live.Load()) || expiring != guard.expiring:
			t.Fatalf("shard %d: counted %d used, %d live, %d expiring: %+v", i, used, live, expiring, guard)
		case used > room(size):
			t.Fatalf("shard %d: %d of %d slots are used", i, used, size)
		case size > minSlots && 16*live < size:
			t.Fatalf("shard %d: %d entries hold %d slots", i, live, size)
		case bits.OnesCount(uint(size)) != 1 || table.mask != uint64(size-1) || s.roots[i] != table.root():
			t.Fatalf("shard %d: %d slots, mask %x", i, size, table.mask)
		case s.era%2 != 0:
			t.Fatalf("era %d: a Clear has no end", s.era)
		case unsafe.Sizeof(uintptr(0)) == 8 && unsafe.Sizeof(*guard) != 128:
			t.Fatalf("a guard takes %d bytes", unsafe.Sizeof(*guard))
		}
	}
}

func TestStore(t *testing.T) {
	t.Run("SeededHash", func(t *testing.T) { storetest.Run(t, subject(nil)) })
}

func BenchmarkHolds(b *testing.B) { storetest.BenchmarkHolds(b, subject(nil)) }

func mapSubject() storetest.Subject {
	s := new(mapStore[int, int])
	s.init()
	return storetest.Subject{Store: s, Held: s.leading.Load, Check: s.check}
}

// check fails the test if anything is left over between operations.
func (s *mapStore[K, V]) check(t testing.TB) {
	if s.leading.Load() || s.line.Load() != nil || 4*s.Len() < s.peak || s.Len() > s.peak {
		t.Fatalf("leading %t, line %v, %d entries, peak %d", s.leading.Load(), s.line.Load(), s.Len(), s.peak)
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
	for range 5 {
		shown := 0
		for _, limit := range []int{100, 1 << 30} { // from where the last one stopped
			s.Scan(limit, 0, func(*storetest.Entry) bool { shown++; return false })
		}
		require.Equal(t, 640, shown)
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
	s.Scan(1, 0, func(*storetest.Entry) bool { return false })
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
