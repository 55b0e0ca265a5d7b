package cow

import (
	"hash/maphash"
	"iter"
	"sync"
	"sync/atomic"

	"github.com/larder-go/larder/internal/engine"
)

const (
	shardBits = 6
	shards    = 1 << shardBits
)

// store is a hash table in shards, by the top bits of the hash. An entry's Tag
// is its hash. The pointers that readers load lie together, away from the
// locks that writers move.
type store[K comparable, V any] struct {
	seed maphash.Seed
	test func(K) uint64 // replaces the hash; nil outside of tests

	// tombstone stands in the slots of removed entries. No hash is 0, which is
	// its Tag, so that no look-up finds it.
	tombstone *engine.Entry[K, V]

	tables [shards]atomic.Pointer[table[K, V]] // stored under the shard's lock
	guards [shards]guard

	cursor struct{ shard, slot int } // where Scan goes on; touched by Scan alone
}

// guard serialises the writers of one shard.
type guard struct {
	mu   sync.Mutex
	size atomic.Int64 // table.live, for those without the lock; stored under it
	_    [128 - 16]byte
}

func (s *store[K, V]) init(hash func(K) uint64) {
	s.seed, s.test = maphash.MakeSeed(), hash
	s.tombstone = new(engine.Entry[K, V])
	empty := &table[K, V]{slots: make([]atomic.Pointer[engine.Entry[K, V]], 1)}
	for i := range s.tables {
		s.tables[i].Store(empty) // its one slot is never used: the first entry outgrows it
	}
}

// hash returns the hash of key, which is never 0: the tombstone's Tag. The bit
// that is set for that belongs neither to the shard nor to the place in small
// tables.
func (s *store[K, V]) hash(key K) uint64 {
	if s.test != nil {
		return s.test(key) | notZero
	}
	return maphash.Comparable(s.seed, key) | notZero
}

const notZero = 1 << 40

func shardOf(h uint64) uint64 { return h >> (64 - shardBits) }

func (s *store[K, V]) find(h uint64, key K) *engine.Entry[K, V] {
	return s.tables[shardOf(h)].Load().find(h, key)
}

func (s *store[K, V]) Swap(e *engine.Entry[K, V]) (old *engine.Entry[K, V]) {
	h := s.hash(e.Key)
	e.Tag = h
	g := &s.guards[shardOf(h)]
	g.mu.Lock()
	defer g.mu.Unlock()
	t := s.tables[shardOf(h)].Load()
	slot, old := t.place(h, e.Key, s.tombstone)
	if old != nil {
		slot.Store(e)
		return old
	}
	grown := false
	if slot.Load() == nil {
		if 2*(t.used+1) > len(t.slots) {
			t, grown = t.rebuilt(s.tombstone), true
			slot, _ = t.place(h, e.Key, s.tombstone)
		}
		t.used++
	}
	t.live++
	slot.Store(e)
	if grown {
		s.tables[shardOf(h)].Store(t) // publishes the copy and e together
	}
	g.size.Store(int64(t.live))
	return nil
}

func (s *store[K, V]) Take(key K) (old *engine.Entry[K, V]) {
	h := s.hash(key)
	g := &s.guards[shardOf(h)]
	g.mu.Lock()
	defer g.mu.Unlock()
	slot, old := s.tables[shardOf(h)].Load().place(h, key, s.tombstone)
	if old != nil {
		s.unlinkLocked(h, slot)
		s.shrinkLocked(h)
	}
	return old
}

// removeLocked unlinks e if it is still linked.
func (s *store[K, V]) removeLocked(e *engine.Entry[K, V]) bool {
	// By identity: since e was seen, another may have taken its place.
	slot, found := s.tables[shardOf(e.Tag)].Load().place(e.Tag, e.Key, s.tombstone)
	if found != e {
		return false
	}
	s.unlinkLocked(e.Tag, slot)
	return true
}

func (s *store[K, V]) unlinkLocked(h uint64, slot *atomic.Pointer[engine.Entry[K, V]]) {
	slot.Store(s.tombstone)
	t := s.tables[shardOf(h)].Load()
	t.live--
	s.guards[shardOf(h)].size.Store(int64(t.live))
}

// shrinkLocked gives memory back where few entries are left.
func (s *store[K, V]) shrinkLocked(h uint64) {
	if t := s.tables[shardOf(h)].Load(); len(t.slots) > minSlots && 16*t.live < len(t.slots) {
		s.tables[shardOf(h)].Store(t.rebuilt(s.tombstone))
	}
}

func (s *store[K, V]) Remove(es []*engine.Entry[K, V]) (removed []*engine.Entry[K, V]) {
	removed = es[:0]
	for _, e := range es {
		g := &s.guards[shardOf(e.Tag)]
		g.mu.Lock()
		if s.removeLocked(e) {
			s.shrinkLocked(e.Tag)
			removed = append(removed, e)
		}
		g.mu.Unlock()
	}
	clear(es[len(removed):])
	return removed
}

// TryRemove unlinks e unless a writer holds its shard. It leaves it to the next
// removal by a writer to shrink the table.
func (s *store[K, V]) TryRemove(e *engine.Entry[K, V]) (removed, ok bool) {
	g := &s.guards[shardOf(e.Tag)]
	if !g.mu.TryLock() {
		return false, false
	}
	defer g.mu.Unlock()
	return s.removeLocked(e), true
}

// Scan needs no lock, and passes over empty slots without counting them. It
// stops, at the latest, where it began.
func (s *store[K, V]) Scan(limit int, due func(*engine.Entry[K, V]) bool) {
	at, began := &s.cursor, s.cursor
	for n := 0; n <= shards; n++ {
		slots := s.tables[at.shard].Load().slots
		if n == shards {
			slots = slots[:min(began.slot, len(slots))]
		}
		for ; at.slot < len(slots); at.slot++ {
			if limit == 0 {
				return
			}
			if e := slots[at.slot].Load(); e != nil && e != s.tombstone {
				due(e)
				limit--
			}
		}
		if n < shards {
			at.shard, at.slot = (at.shard+1)%shards, 0
		}
	}
}

func (s *store[K, V]) Entries() iter.Seq[*engine.Entry[K, V]] {
	return func(yield func(*engine.Entry[K, V]) bool) {
		for i := range s.tables {
			if !s.yieldAll(s.tables[i].Load(), yield) {
				return
			}
		}
	}
}

func (s *store[K, V]) yieldAll(t *table[K, V], yield func(*engine.Entry[K, V]) bool) bool {
	for i := range t.slots {
		if e := t.slots[i].Load(); e != nil && e != s.tombstone && !yield(e) {
			return false
		}
	}
	return true
}

// Drain empties one shard after the other.
func (s *store[K, V]) Drain() iter.Seq[*engine.Entry[K, V]] {
	var drained []*table[K, V]
	for i := range s.tables {
		s.guards[i].mu.Lock()
		drained = append(drained, s.tables[i].Load())
		s.tables[i].Store((&table[K, V]{}).rebuilt(s.tombstone))
		s.guards[i].size.Store(0)
		s.guards[i].mu.Unlock()
	}
	return func(yield func(*engine.Entry[K, V]) bool) {
		for _, t := range drained {
			if !s.yieldAll(t, yield) {
				return
			}
		}
	}
}

func (s *store[K, V]) Len() int {
	n := int64(0)
	for i := range s.guards {
		n += s.guards[i].size.Load()
	}
	return int(n)
}
