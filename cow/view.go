package cow

import (
	"iter"

	"github.com/larder-go/larder/internal/engine"
)

// view is a cut and the time of it: the larder.Snapshot of a Cache.
type view[K comparable, V any] struct {
	*cut[K, V]
	at int64 // the time of the cut: what has a deadline beyond it was live
}

func (s *view[K, V]) Get(key K) (V, bool) {
	if e := s.find(key); e != nil && e.Deadline > s.at {
		return e.Value, true
	}
	var none V
	return none, false
}

func (s *view[K, V]) Len() int { return s.size }

func (s *view[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		s.entries(func(e *engine.Entry[K, V]) bool { return e.Deadline <= s.at || yield(e.Key, e.Value) })
	}
}
