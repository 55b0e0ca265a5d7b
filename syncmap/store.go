package syncmap

import (
	"iter"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/larder-go/larder/internal/engine"
)

// store is a sync.Map from K to *Entry.
type store[K comparable, V any] struct {
	entries sync.Map
	size    atomic.Int64
	listing *listing[K, V] // nil if nobody walks the store in parts; never changes
}

// TellHolds leaves out removals: a sync.Map has no lock that stops others.
func (s *store[K, V]) TellHolds(h *engine.Holds) {
	if s.listing != nil {
		s.listing.holds = h
	}
}

func (s *store[K, V]) Find(key K) *engine.Entry[K, V] {
	e, ok := s.entries.Load(key)
	if !ok {
		return nil
	}
	return e.(*engine.Entry[K, V])
}

func (s *store[K, V]) Swap(e *engine.Entry[K, V]) (old *engine.Entry[K, V]) {
	if prev, loaded := s.entries.Swap(e.Key, e); loaded {
		old = prev.(*engine.Entry[K, V])
	} else {
		s.size.Add(1)
	}
	s.listing.change(old, e)
	return old
}

func (s *store[K, V]) Take(key K) (old *engine.Entry[K, V]) {
	prev, loaded := s.entries.LoadAndDelete(key)
	if !loaded {
		return nil
	}
	old = prev.(*engine.Entry[K, V])
	s.size.Add(-1)
	s.listing.change(old, nil)
	return old
}

func (s *store[K, V]) Remove(es []*engine.Entry[K, V]) (removed []*engine.Entry[K, V]) {
	return slices.DeleteFunc(es, func(e *engine.Entry[K, V]) bool {
		// By identity: since e was seen, another may have taken its place.
		if !s.entries.CompareAndDelete(e.Key, e) {
			return true
		}
		s.size.Add(-1)
		s.listing.change(e, nil)
		return false
	})
}

// Replace has no lock to call still under: a store of this kind has no
// snapshots.
func (s *store[K, V]) Replace(old, e *engine.Entry[K, V], still func() bool) bool {
	if !still() || !s.entries.CompareAndSwap(e.Key, old, e) {
		return false
	}
	s.listing.change(old, e)
	return true
}

func (s *store[K, V]) Scan(limit int, now int64, due func(*engine.Entry[K, V]) bool) engine.Round {
	return s.listing.scan(limit, now, due)
}

func (s *store[K, V]) Sample(n int, due func(*engine.Entry[K, V]) bool) { s.listing.sample(n, due) }

// Overdue looks at everything where there is no list.
func (s *store[K, V]) Overdue(now int64, show func(*engine.Entry[K, V])) {
	if s.listing != nil {
		s.listing.overdue(now, show)
		return
	}
	for e := range s.Entries() {
		if e.Deadline <= now {
			show(e)
		}
	}
}

func (s *store[K, V]) Entries() iter.Seq[*engine.Entry[K, V]] {
	return func(yield func(*engine.Entry[K, V]) bool) {
		s.entries.Range(func(_, e any) bool { return yield(e.(*engine.Entry[K, V])) })
	}
}

func (s *store[K, V]) Drain() iter.Seq[*engine.Entry[K, V]] {
	return slices.Values(s.Remove(slices.Collect(s.Entries())))
}

// Forget leaves counting to nobody: a closed cache has no length.
func (s *store[K, V]) Forget() {
	s.entries.Clear()
	s.listing.forget()
}

// Len may lag behind the operations in progress, which count after they link
// and unlink.
func (s *store[K, V]) Len() int { return int(max(s.size.Load(), 0)) }
