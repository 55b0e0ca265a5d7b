package cow

import (
	"iter"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/larder-go/larder/internal/engine"
)

// mapStore is a map that never changes and is replaced as a whole.
type mapStore[K comparable, V any] struct {
	mu      sync.Mutex // serialises writers: from the load to the store of entries
	entries atomic.Pointer[map[K]*engine.Entry[K, V]]
	peak    int // the most entries of any map since the last that was made anew; guarded by mu

	// unseen are the keys that Scan has yet to look up in this round; touched
	// by Scan alone. Entries would be kept alive when they are gone.
	unseen []K
}

func (s *mapStore[K, V]) init() { s.entries.Store(&map[K]*engine.Entry[K, V]{}) }

func (s *mapStore[K, V]) Swap(e *engine.Entry[K, V]) (old *engine.Entry[K, V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	es := maps.Clone(*s.entries.Load())
	old = es[e.Key]
	es[e.Key] = e
	s.peak = max(s.peak, len(es))
	s.entries.Store(&es)
	return old
}

func (s *mapStore[K, V]) Take(key K) (old *engine.Entry[K, V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old = (*s.entries.Load())[key]; old != nil {
		s.unlinkLocked([]*engine.Entry[K, V]{old})
	}
	return old
}

func (s *mapStore[K, V]) Remove(es []*engine.Entry[K, V]) (removed []*engine.Entry[K, V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := *s.entries.Load()
	// By identity, since others may have taken their places; and a reader may
	// have found the same entry as another.
	seen := make(map[*engine.Entry[K, V]]bool, len(es))
	removed = slices.DeleteFunc(es, func(e *engine.Entry[K, V]) bool {
		gone := now[e.Key] != e || seen[e]
		seen[e] = true
		return gone
	})
	s.unlinkLocked(removed)
	return removed
}

// unlinkLocked publishes a copy without the given entries, which are linked.
func (s *mapStore[K, V]) unlinkLocked(es []*engine.Entry[K, V]) {
	if len(es) == 0 {
		return
	}
	left := maps.Clone(*s.entries.Load())
	for _, e := range es {
		delete(left, e.Key)
	}
	if 4*len(left) < s.peak { // a clone is as large as its original ever was
		small := make(map[K]*engine.Entry[K, V], len(left))
		maps.Copy(small, left)
		left, s.peak = small, len(left)
	}
	s.entries.Store(&left)
}

// TryRemove declines: one entry is not worth a copy on a reader's time.
func (s *mapStore[K, V]) TryRemove(*engine.Entry[K, V]) (removed, ok bool) { return false, false }

// Scan takes the keys of one published map to their end, then those of the
// next, and shows what each holds now. It needs no lock.
func (s *mapStore[K, V]) Scan(limit int, due func(*engine.Entry[K, V]) bool) {
	entries := *s.entries.Load()
	if len(s.unseen) == 0 {
		s.unseen = slices.Collect(maps.Keys(entries))
	}
	n := min(limit, len(s.unseen))
	for _, key := range s.unseen[:n] {
		if e := entries[key]; e != nil {
			due(e)
		}
	}
	clear(s.unseen[:n])
	s.unseen = s.unseen[n:]
}

func (s *mapStore[K, V]) Entries() iter.Seq[*engine.Entry[K, V]] {
	return maps.Values(*s.entries.Load())
}

func (s *mapStore[K, V]) Drain() iter.Seq[*engine.Entry[K, V]] {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.peak = 0
	return maps.Values(*s.entries.Swap(&map[K]*engine.Entry[K, V]{}))
}

func (s *mapStore[K, V]) Len() int { return len(*s.entries.Load()) }
