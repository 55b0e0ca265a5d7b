package syncmap

import (
	"iter"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/larder-go/larder/internal/engine"
)

// store is a sync.Map from K to *Entry. The Tag of an entry that expires is
// its generation, by which its item in the heap knows it.
type store[K comparable, V any] struct {
	entries sync.Map
	size    atomic.Int64
	last    atomic.Uint64 // the generation given last

	swept bool         // whether anybody calls Scan; never changes
	index deadlines[K] // of the entries that expire; empty unless swept
}

func (s *store[K, V]) find(key K) *engine.Entry[K, V] {
	e, ok := s.entries.Load(key)
	if !ok {
		return nil
	}
	return e.(*engine.Entry[K, V])
}

func (s *store[K, V]) Swap(e *engine.Entry[K, V]) (old *engine.Entry[K, V]) {
	indexed := s.indexed(e)
	if indexed {
		e.Tag = s.last.Add(1)
	}
	if prev, loaded := s.entries.Swap(e.Key, e); loaded {
		old = prev.(*engine.Entry[K, V])
	} else {
		s.size.Add(1)
	}
	// Only now, so that whoever finds the item and not the entry knows that
	// the entry is gone, not that it is yet to come.
	if indexed {
		s.index.add(item[K]{e.Deadline, e.Tag, e.Key}, s.stale)
	}
	if old != nil {
		s.unindex(old)
	}
	return old
}

func (s *store[K, V]) Take(key K) (old *engine.Entry[K, V]) {
	prev, loaded := s.entries.LoadAndDelete(key)
	if !loaded {
		return nil
	}
	old = prev.(*engine.Entry[K, V])
	s.size.Add(-1)
	s.unindex(old)
	return old
}

func (s *store[K, V]) Remove(es []*engine.Entry[K, V]) (removed []*engine.Entry[K, V]) {
	return slices.DeleteFunc(es, func(e *engine.Entry[K, V]) bool {
		// By identity: since e was seen, another may have taken its place.
		if !s.entries.CompareAndDelete(e.Key, e) {
			return true
		}
		s.size.Add(-1)
		s.unindex(e)
		return false
	})
}

func (s *store[K, V]) Scan(limit int, due func(*engine.Entry[K, V]) bool) {
	s.index.scan(limit, func(it item[K]) (drop bool) {
		e := s.find(it.key)
		return e == nil || e.Tag != it.generation || due(e)
	})
}

func (s *store[K, V]) Entries() iter.Seq[*engine.Entry[K, V]] {
	return func(yield func(*engine.Entry[K, V]) bool) {
		s.entries.Range(func(_, e any) bool { return yield(e.(*engine.Entry[K, V])) })
	}
}

func (s *store[K, V]) Drain() iter.Seq[*engine.Entry[K, V]] {
	all := s.Remove(slices.Collect(s.Entries()))
	s.index.reset()
	return slices.Values(all)
}

// Len may lag behind the operations in progress, which count after they link
// and unlink.
func (s *store[K, V]) Len() int { return int(max(s.size.Load(), 0)) }

// indexed reports whether e belongs into the index.
func (s *store[K, V]) indexed(e *engine.Entry[K, V]) bool { return s.swept && e.Expires() }

// unindex takes note that e was unlinked; its item is left behind.
func (s *store[K, V]) unindex(e *engine.Entry[K, V]) {
	if s.indexed(e) {
		s.index.left(s.stale)
	}
}

// stale reports whether the entry of an item has been unlinked.
func (s *store[K, V]) stale(it item[K]) bool {
	e := s.find(it.key)
	return e == nil || e.Tag != it.generation
}
