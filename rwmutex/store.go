package rwmutex

import (
	"iter"
	"slices"
	"sync"

	"github.com/larder-go/larder/internal/engine"
)

// store is a map, and a list of the same entries, which unlike a map can be
// walked in parts. An entry's Tag is its place in the list.
type store[K comparable, V any] struct {
	mu      sync.RWMutex
	entries map[K]*engine.Entry[K, V]
	list    []*engine.Entry[K, V] // guarded by mu, as are the map and the Tags

	// cursor is the place above which Scan has been; touched by Scan alone,
	// which goes down: a removal fills its gap with the last entry, which has
	// been shown already or lies where all is still to be shown, so that none
	// is passed over.
	cursor int
}

func (s *store[K, V]) find(key K) *engine.Entry[K, V] {
	s.mu.RLock()
	e := s.entries[key]
	s.mu.RUnlock()
	return e
}

func (s *store[K, V]) Swap(e *engine.Entry[K, V]) (old *engine.Entry[K, V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old = s.entries[e.Key]; old != nil {
		e.Tag = old.Tag
		s.list[e.Tag] = e
	} else {
		e.Tag = uint64(len(s.list))
		s.list = append(s.list, e)
	}
	s.entries[e.Key] = e
	return old
}

func (s *store[K, V]) Take(key K) (old *engine.Entry[K, V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old = s.entries[key]; old != nil {
		s.unlinkLocked(old)
	}
	return old
}

func (s *store[K, V]) Remove(es []*engine.Entry[K, V]) (removed []*engine.Entry[K, V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(es, func(e *engine.Entry[K, V]) bool {
		// By identity: since e was seen, another may have taken its place.
		if s.entries[e.Key] != e {
			return true
		}
		s.unlinkLocked(e)
		return false
	})
}

func (s *store[K, V]) unlinkLocked(e *engine.Entry[K, V]) {
	delete(s.entries, e.Key)
	last := len(s.list) - 1
	moved := s.list[last]
	moved.Tag, s.list[e.Tag] = e.Tag, moved
	s.list[last] = nil
	s.list = s.list[:last]
	if cap(s.list) >= 1024 && last < cap(s.list)/4 {
		s.list = append(make([]*engine.Entry[K, V], 0, cap(s.list)/2), s.list...)
	}
}

func (s *store[K, V]) Scan(limit int, due func(*engine.Entry[K, V]) bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.cursor <= 0 || s.cursor > len(s.list) {
		s.cursor = len(s.list)
	}
	for end := max(s.cursor-limit, 0); s.cursor > end; {
		s.cursor--
		due(s.list[s.cursor])
	}
}

func (s *store[K, V]) Entries() iter.Seq[*engine.Entry[K, V]] {
	return func(yield func(*engine.Entry[K, V]) bool) {
		s.mu.RLock()
		es := slices.Clone(s.list)
		s.mu.RUnlock()
		slices.Values(es)(yield)
	}
}

func (s *store[K, V]) Drain() iter.Seq[*engine.Entry[K, V]] {
	s.mu.Lock()
	defer s.mu.Unlock()
	es := s.list
	s.list, s.entries = nil, make(map[K]*engine.Entry[K, V])
	return slices.Values(es)
}

func (s *store[K, V]) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.list)
}
