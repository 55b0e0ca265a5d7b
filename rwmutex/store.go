package rwmutex

import (
	"iter"
	"slices"
	"sync"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/segments"
)

// store is a map, and a list of the same entries, which unlike a map can be
// walked in parts. An entry's Tag is its place in the list. All of it, the Tags
// included, is guarded by mu.
type store[K comparable, V any] struct {
	mu      sync.RWMutex
	entries map[K]*engine.Entry[K, V]
	list    segments.Array[*engine.Entry[K, V]]
	peak    int // the most entries that the map has held: it does not shrink

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
		*s.list.At(int(e.Tag)) = e
	} else {
		e.Tag = uint64(s.list.Len())
		s.list.Push(e)
		s.peak = max(s.peak, s.list.Len())
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

// perHold is how many entries Remove unlinks before it lets go of the lock: a
// deletion from a large map takes microseconds.
const perHold = 64

func (s *store[K, V]) Remove(es []*engine.Entry[K, V]) (removed []*engine.Entry[K, V]) {
	removed = es[:0]
	for piece := range slices.Chunk(es, perHold) {
		removed = append(removed, s.removeOnce(piece)...)
	}
	clear(es[len(removed):])
	return removed
}

// removeOnce is the part of Remove under one hold of the lock.
func (s *store[K, V]) removeOnce(es []*engine.Entry[K, V]) (removed []*engine.Entry[K, V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	removed = es[:0]
	for _, e := range es {
		// By identity: since e was seen, another may have taken its place.
		if s.entries[e.Key] == e {
			s.unlinkLocked(e)
			removed = append(removed, e)
		}
	}
	return removed
}

func (s *store[K, V]) unlinkLocked(e *engine.Entry[K, V]) {
	delete(s.entries, e.Key)
	if last := s.list.Pop(); last != e {
		last.Tag = e.Tag
		*s.list.At(int(e.Tag)) = last
	}
	if s.list.Len() == 0 && s.peak > worthKeeping {
		s.entries, s.peak = make(map[K]*engine.Entry[K, V]), 0
	}
}

// worthKeeping is the number of entries up to which an empty map is kept for
// those to come.
const worthKeeping = 1024

func (s *store[K, V]) Scan(limit int, due func(*engine.Entry[K, V]) bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.cursor <= 0 || s.cursor > s.list.Len() {
		s.cursor = s.list.Len()
	}
	for end := max(s.cursor-limit, 0); s.cursor > end; {
		s.cursor--
		due(*s.list.At(s.cursor))
	}
}

func (s *store[K, V]) Entries() iter.Seq[*engine.Entry[K, V]] {
	return func(yield func(*engine.Entry[K, V]) bool) {
		slices.Values(s.copied())(yield)
	}
}

func (s *store[K, V]) copied() []*engine.Entry[K, V] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	es := make([]*engine.Entry[K, V], s.list.Len())
	for i := range es {
		es[i] = *s.list.At(i)
	}
	return es
}

func (s *store[K, V]) Drain() iter.Seq[*engine.Entry[K, V]] {
	s.mu.Lock()
	defer s.mu.Unlock()
	drained := &store[K, V]{list: s.list}
	s.list, s.entries, s.peak = segments.Array[*engine.Entry[K, V]]{}, make(map[K]*engine.Entry[K, V]), 0
	return drained.Entries()
}

func (s *store[K, V]) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.list.Len()
}
