package cachetest_test

import (
	"iter"
	"time"
)

// frozen is a snapshot of a reference: a copy, and the time at the cut. It is
// not changed.
type frozen[K comparable, V any] struct {
	entries map[K]entry[V]
	now     time.Duration
}

func (f *frozen[K, V]) Get(key K) (value V, ok bool) {
	if e, there := f.entries[key]; there && e.alive(f.now) {
		return e.value, true
	}
	return value, false
}

func (f *frozen[K, V]) Len() int { return len(f.entries) }

func (f *frozen[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for k, e := range f.entries {
			if e.alive(f.now) && !yield(k, e.value) {
				return
			}
		}
	}
}
