package cow

import (
	"iter"
	"runtime"
	"sync/atomic"
	"weak"

	"github.com/larder-go/larder/internal/engine"
)

// What is done to all shards at one instant: with every shard locked, for as
// long as it takes to load or store one pointer a shard. Readers go on.

// lockAll is called with cutting held, so that two never wait for each other.
func (s *store[K, V]) lockAll() {
	for i := range s.guards {
		s.guards[i].mu.Lock()
	}
}

func (s *store[K, V]) unlockAll() {
	for i := range s.guards {
		s.guards[i].mu.Unlock()
	}
}

// cut takes a snapshot, and calls then at its instant.
func (s *store[K, V]) cut(then func()) *cut[K, V] {
	c := &cut[K, V]{hasher: s.hasher, tombstone: s.tombstone}
	s.cutting.Lock()
	defer s.cutting.Unlock()
	s.taken++
	c.number = s.taken
	s.cuts = append(s.cuts, weak.Make(c))
	runtime.AddCleanup(c, dropped[K, V], weak.Make(s)) // weak: a snapshot outlives its cache
	s.lockAll()
	defer s.unlockAll()
	for i := range s.tables {
		c.tables[i] = s.tables[i].Load()
		c.size += int(s.guards[i].live.Load())
		s.guards[i].cut = c.number
	}
	then()
	return c
}

// Discard unlinks everything at one instant, and returns how many entries with
// a deadline there were. It does not look at them.
func (s *store[K, V]) Discard() (expiring int) {
	_, expiring = s.clear()
	return expiring
}

// Drain unlinks everything at one instant.
func (s *store[K, V]) Drain() iter.Seq[*engine.Entry[K, V]] {
	tables, _ := s.clear()
	return func(yield func(*engine.Entry[K, V]) bool) {
		for _, t := range tables {
			for i := range t.slots {
				p := atomic.LoadPointer(&t.slots[i])
				if p != nil && p != s.tombstone && !yield(untagged[K, V](p)) {
					return
				}
			}
		}
	}
}

// clear replaces all tables by empty ones. It takes effect when the era becomes
// odd: from then on no look-up finds anything, whether it has loaded an old root
// or a new one, and writers wait for their locks until all are new.
func (s *store[K, V]) clear() (tables []*table[K, V], expiring int) {
	s.cutting.Lock()
	defer s.cutting.Unlock()
	tables = make([]*table[K, V], shards)
	empty := newTable[K, V](1, 0)
	s.lockAll()
	defer s.unlockAll()
	atomic.AddUint64(&s.era, 1)
	for i := range s.tables {
		tables[i] = s.tables[i].Load()
		s.publish(uint64(i), empty)
		expiring += s.guards[i].expiring
		s.guards[i].reset(0, 0, 0)
	}
	atomic.AddUint64(&s.era, 1)
	return tables, expiring
}
