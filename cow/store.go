package cow

import (
	"cmp"
	"iter"
	"sync"
	"sync/atomic"
	"unsafe"
	"weak"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/keyhash"
)

const (
	shardBits = 6
	shards    = 1 << shardBits
)

// store is a hash table in shards, by the top bits of the hash. An entry's Tag
// is its hash. The pointers that readers load lie together, away from the
// locks that writers move.
type store[K comparable, V any] struct {
	_ [0]atomic.Int64 // has 32-bit platforms align what follows

	// era counts the beginnings and the ends of Clear: while it is odd, the
	// cache is empty, whatever the tables hold. Atomic.
	era uint64

	hasher keyhash.Hasher[K]

	// tombstone stands in the slots of removed entries. No hash is 0, which is
	// its Tag, so that no look-up finds it.
	tombstone unsafe.Pointer

	roots  [shards]unsafe.Pointer              // atomic; stored under the shard's lock, as are
	tables [shards]atomic.Pointer[table[K, V]] // the same tables, for all but look-ups

	guards [shards]guard

	// cutting is held by who locks all shards, and guards
	cutting sync.Mutex
	taken   uint64                    // the number of snapshots taken, which is that of the last, and
	cuts    []weak.Pointer[cut[K, V]] // those that may still be in use, in their order

	pruning sync.Mutex // held by who drops versions of pages

	cursor cursor[K, V] // touched by Scan alone

	holds *engine.Holds // told of what sweepers hold; never changes
}

func (s *store[K, V]) init(hasher keyhash.Hasher[K]) {
	s.hasher = hasher
	s.tombstone = unsafe.Pointer(new(engine.Entry[K, V]))
	empty := newTable[K, V](1, 0) // its one slot is never used: the first entry outgrows it
	for i := range shards {
		s.publish(uint64(i), empty)
	}
}

// hash returns the hash of key, which is never 0: the tombstone's Tag. The bit
// that is set for that belongs neither to the shard nor to the tag nor to the
// place in tables of less than a million million slots.
func (s *store[K, V]) hash(key K) uint64 { return s.hasher.Hash(key) | notZero }

const notZero = 1 << 40

func shardOf(h uint64) uint64 { return h >> (64 - shardBits) }

// root returns the root of the table in which a key with hash h is looked up.
func (s *store[K, V]) root(h uint64) unsafe.Pointer {
	return atomic.LoadPointer(&s.roots[shardOf(h)])
}

func (s *store[K, V]) table(h uint64) *table[K, V] { return s.tables[shardOf(h)].Load() }

// publish is called with the shard locked.
func (s *store[K, V]) publish(shard uint64, t *table[K, V]) {
	s.tables[shard].Store(t)
	atomic.StorePointer(&s.roots[shard], t.root())
}

// now returns the era, for cleared.
func (s *store[K, V]) now() uint64 { return atomic.LoadUint64(&s.era) }

// cleared reports whether what a look-up found is not there. began is the era
// before the look-up loaded a root. If it was odd, a Clear was replacing tables
// one after the other, and the cache was empty; if it is another now, a Clear
// took effect meanwhile, and the key is absent right after that. So Clear is
// one step for readers, whichever table they came upon.
func (s *store[K, V]) cleared(began uint64) bool { return s.now() != began&^1 }

func (s *store[K, V]) Swap(e *engine.Entry[K, V]) (old *engine.Entry[K, V]) {
	h := s.hash(e.Key)
	e.Tag = h
	g := &s.guards[shardOf(h)]
	g.mu.Lock()
	defer g.mu.Unlock()
	t := s.table(h)
	slot, old := t.place(h, e.Key, s.tombstone)
	s.linkLocked(t, slot, old, e)
	return old
}

// linkLocked links e in a slot, where old is, unless that is nil.
func (s *store[K, V]) linkLocked(t *table[K, V], slot uint64, old, e *engine.Entry[K, V]) {
	g := &s.guards[shardOf(e.Tag)]
	if old == nil && t.slots[slot] == nil {
		g.used++
		if g.used > room(len(t.slots)) {
			s.addRebuiltLocked(t, e)
			return
		}
	}
	s.putLocked(e.Tag, t, slot, tagged(e))
	t.expect(slot, e.Deadline)
	g.expiring += expires(e) - expires(old)
	if old == nil {
		g.live.Add(1)
	}
}

// addRebuiltLocked links e into a copy of t and publishes both together.
func (s *store[K, V]) addRebuiltLocked(t *table[K, V], e *engine.Entry[K, V]) {
	g := &s.guards[shardOf(e.Tag)]
	live := int(g.live.Load())
	t = t.rebuilt(live, g.cut, s.tombstone)
	slot, _ := t.place(e.Tag, e.Key, s.tombstone)
	t.slots[slot] = tagged(e)
	t.expect(slot, e.Deadline)
	s.publish(shardOf(e.Tag), t)
	g.reset(live+1, live+1, g.expiring+expires(e))
}

// expires is for counting.
func expires[K comparable, V any](e *engine.Entry[K, V]) int {
	if e.Expires() {
		return 1
	}
	return 0
}

// putLocked changes a slot of the table in use. What was there stays in the
// snapshots taken so far.
func (s *store[K, V]) putLocked(h uint64, t *table[K, V], slot uint64, p unsafe.Pointer) {
	g := &s.guards[shardOf(h)]
	if g.cut > t.after {
		t.keep(slot, g.cut)
	}
	g.changes++
	atomic.StorePointer(&t.slots[slot], p)
}

func (s *store[K, V]) Take(key K) (old *engine.Entry[K, V]) {
	h := s.hash(key)
	g := &s.guards[shardOf(h)]
	g.mu.Lock()
	defer g.mu.Unlock()
	slot, old := s.table(h).place(h, key, s.tombstone)
	if old != nil {
		s.unlinkLocked(old, slot)
		s.shrinkLocked(h)
	}
	return old
}

// removeLocked unlinks e if it is still linked.
func (s *store[K, V]) removeLocked(e *engine.Entry[K, V]) bool {
	// By identity: since e was seen, another may have taken its place.
	slot, found := s.table(e.Tag).place(e.Tag, e.Key, s.tombstone)
	if found != e {
		return false
	}
	s.unlinkLocked(e, slot)
	return true
}

func (s *store[K, V]) unlinkLocked(e *engine.Entry[K, V], slot uint64) {
	g := &s.guards[shardOf(e.Tag)]
	s.putLocked(e.Tag, s.table(e.Tag), slot, s.tombstone)
	g.expiring -= expires(e)
	g.live.Add(-1)
}

func (s *store[K, V]) TellHolds(h *engine.Holds) { s.holds = h }

// Remove leaves it to Tidy to shrink tables.
func (s *store[K, V]) Remove(es []*engine.Entry[K, V]) (removed []*engine.Entry[K, V]) {
	start := s.holds.Begin() // of all the holds below, each for one entry
	defer func() { s.holds.End(start, len(es)) }()
	removed = es[:0]
	for _, e := range es {
		g := &s.guards[shardOf(e.Tag)]
		g.mu.Lock()
		if s.removeLocked(e) {
			removed = append(removed, e)
		}
		g.mu.Unlock()
	}
	clear(es[len(removed):])
	return removed
}

// TryRemove unlinks e unless a writer holds its shard. It leaves it to Tidy,
// or the next Delete, to shrink the table.
func (s *store[K, V]) TryRemove(e *engine.Entry[K, V]) (removed, ok bool) {
	g := &s.guards[shardOf(e.Tag)]
	if !g.mu.TryLock() {
		return false, false
	}
	defer g.mu.Unlock()
	return s.removeLocked(e), true
}

// Find is what Get does, without its shortcuts.
func (s *store[K, V]) Find(key K) *engine.Entry[K, V] {
	began, h := s.now(), s.hash(key)
	if e := find[K, V](s.root(h), h, key); e != nil && !s.cleared(began) {
		return e
	}
	return nil
}

func (s *store[K, V]) Replace(old, e *engine.Entry[K, V], still func() bool) bool {
	key := cmp.Or(e, old).Key
	var h uint64
	if old != nil {
		h = old.Tag
	} else {
		h = s.hash(key)
	}
	g := &s.guards[shardOf(h)]
	g.mu.Lock()
	defer g.mu.Unlock()
	t := s.table(h)
	slot, found := t.place(h, key, s.tombstone)
	if found != old || !still() {
		return false
	}
	if e == nil {
		s.unlinkLocked(old, slot)
		s.shrinkLocked(h)
		return true
	}
	e.Tag = h
	s.linkLocked(t, slot, old, e)
	return true
}

// Entries iterates over a snapshot, which is taken when the loop begins.
func (s *store[K, V]) Entries() iter.Seq[*engine.Entry[K, V]] {
	return func(yield func(*engine.Entry[K, V]) bool) { s.cut(func() {}).entries(yield) }
}

func (s *store[K, V]) Len() int {
	n := int64(0)
	for i := range s.guards {
		n += s.guards[i].live.Load()
	}
	return int(n)
}
