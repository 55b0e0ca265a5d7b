package rwmutex

import (
	"cmp"
	"iter"
	"slices"
	"sync"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/roster"
)

// store is a map, and a roster of the same entries by which it is walked. All of
// it, the entries' Tags included, is guarded by mu.
type store[K comparable, V any] struct {
	mu      sync.RWMutex
	entries map[K]*engine.Entry[K, V]
	roster  roster.Roster[K, V]
	peak    int // the most entries that the map has held: it does not shrink

	holds *engine.Holds // told of what sweepers hold; never changes
}

func (s *store[K, V]) TellHolds(h *engine.Holds) { s.holds = h }

func (s *store[K, V]) Find(key K) *engine.Entry[K, V] {
	s.mu.RLock()
	e := s.entries[key]
	s.mu.RUnlock()
	return e
}

func (s *store[K, V]) Swap(e *engine.Entry[K, V]) (old *engine.Entry[K, V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old = s.entries[e.Key]
	s.linkLocked(old, e)
	return old
}

// linkLocked links e in the place of old, unless that is nil.
func (s *store[K, V]) linkLocked(old, e *engine.Entry[K, V]) {
	if old != nil {
		s.roster.Replace(old, e)
	} else {
		s.roster.Add(e)
		s.peak = max(s.peak, s.roster.Len())
	}
	s.entries[e.Key] = e
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
// deletion from a large map takes less than a tenth of a microsecond, and five
// times as long if the map has to be fetched from memory for it. To wait for the
// lock takes a sweeper longer than all of that.
const perHold = 512

func (s *store[K, V]) Remove(es []*engine.Entry[K, V]) (removed []*engine.Entry[K, V]) {
	removed = es[:0]
	for piece := range slices.Chunk(es, perHold) {
		if len(piece) > 1 {
			s.warm(piece)
		}
		removed = append(removed, s.removeOnce(piece)...)
	}
	clear(es[len(removed):])
	return removed
}

// warm looks the entries up, so that the processor has that part of the map in
// its caches, under the lock that does not stop readers.
func (s *store[K, V]) warm(es []*engine.Entry[K, V]) (found int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, e := range es {
		if s.entries[e.Key] == e {
			found++
		}
	}
	return found
}

// removeOnce is the part of Remove under one hold of the lock.
func (s *store[K, V]) removeOnce(es []*engine.Entry[K, V]) (removed []*engine.Entry[K, V]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	start := s.holds.Begin()
	defer func() { s.holds.End(start, len(es)) }()
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
	s.roster.Remove(e)
	if s.roster.Len() == 0 && s.peak > worthKeeping {
		s.entries, s.peak = make(map[K]*engine.Entry[K, V]), 0
	}
}

// worthKeeping is the number of entries up to which an empty map is kept for
// those to come.
const worthKeeping = 1024

func (s *store[K, V]) Replace(old, e *engine.Entry[K, V], still func() bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.entries[cmp.Or(e, old).Key] != old || !still() {
		return false
	}
	if e != nil {
		s.linkLocked(old, e)
	} else {
		s.unlinkLocked(old)
	}
	return true
}

func (s *store[K, V]) Scan(limit int, now int64, due func(*engine.Entry[K, V]) bool) engine.Round {
	s.mu.RLock()
	defer s.mu.RUnlock()
	start := s.holds.Begin()
	round := s.roster.Scan(limit, now, due, s.holds.Over)
	s.holds.End(start, round.Used)
	return round
}

func (s *store[K, V]) Sample(n int, due func(*engine.Entry[K, V]) bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.roster.Sample(n, due)
}

// Overdue looks at 1,024 entries at most under one hold of the lock.
func (s *store[K, V]) Overdue(now int64, show func(*engine.Entry[K, V])) {
	const perHold = 1024
	for from := 0; from < s.Len(); from += perHold {
		s.mu.RLock()
		s.roster.Overdue(from, perHold, now, show)
		s.mu.RUnlock()
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
	es := make([]*engine.Entry[K, V], s.roster.Len())
	for i := range es {
		es[i] = s.roster.At(i)
	}
	return es
}

func (s *store[K, V]) Drain() iter.Seq[*engine.Entry[K, V]] {
	s.mu.Lock()
	defer s.mu.Unlock()
	drained := &store[K, V]{roster: s.roster}
	s.roster, s.entries, s.peak = roster.Roster[K, V]{}, make(map[K]*engine.Entry[K, V]), 0
	return drained.Entries()
}

func (s *store[K, V]) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.roster.Len()
}
