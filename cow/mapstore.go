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

	unseen []*engine.Entry[K, V] // what Scan has yet to show of this round; touched by Scan alone
}

func (s *mapStore[K, V]) init() { s.entries.Store(&map[K]*engine.Entry[K, V]{}) }

func (s *mapStore[K, V]) Swap(e *engine.Entry[K, V]) (old *engine.Entry[K, V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	es := maps.Clone(*s.entries.Load())
	old = es[e.Key]
	es[e.Key] = e
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
	if len(left) == 0 {
		left = map[K]*engine.Entry[K, V]{} // a map does not shrink by itself
	}
	s.entries.Store(&left)
}

// TryRemove declines: one entry is not worth a copy on a reader's time.
func (s *mapStore[K, V]) TryRemove(*engine.Entry[K, V]) (removed, ok bool) { return false, false }

// Scan walks one published map to its end, then takes the next. It needs no
// lock.
func (s *mapStore[K, V]) Scan(limit int, due func(*engine.Entry[K, V]) bool) {
	if len(s.unseen) == 0 {
		s.unseen = slices.Collect(s.Entries())
	}
	n := min(limit, len(s.unseen))
	for _, e := range s.unseen[:n] {
		due(e)
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
	return maps.Values(*s.entries.Swap(&map[K]*engine.Entry[K, V]{}))
}

func (s *mapStore[K, V]) Len() int { return len(*s.entries.Load()) }
