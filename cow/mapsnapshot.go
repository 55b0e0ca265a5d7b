package cow

import (
	"iter"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/engine"
)

// Snapshot returns the cache as it is at one instant. O(1), without a lock: it
// keeps the map that is published, which never changes. The snapshot holds on
// to its entries for as long as it is reachable. It counts no hits and removes
// nothing. That of a closed cache is empty.
func (m *Map[K, V]) Snapshot() larder.Snapshot[K, V] {
	// The instant is when the clock is read. That the same map is published
	// before and after (and none is published twice) says that it was then. In
	// either order without the second look there would be snapshots of a state
	// that never was:
	//
	//  1. The clock is read. An entry expires. Then another is set. The map is
	//     loaded: both are live.
	//  2. The map is loaded. Another entry is set. Then one expires. The clock
	//     is read: neither is live.
	//
	// It begins again only where a writer has published meanwhile, for which
	// that one has copied a map.
	for {
		entries := m.s.entries.Load()
		cut, open := m.g.Cut()
		if !open {
			return &mapSnapshot[K, V]{cut: cut}
		}
		if m.s.entries.Load() == entries {
			return &mapSnapshot[K, V]{entries: *entries, cut: cut}
		}
	}
}

// mapSnapshot is a published map and the time at which to judge its entries.
// It never changes.
type mapSnapshot[K comparable, V any] struct {
	entries map[K]*engine.Entry[K, V]
	cut     int64
}

func (s *mapSnapshot[K, V]) Get(key K) (value V, ok bool) {
	if e := s.entries[key]; e != nil && e.Deadline > s.cut {
		return e.Value, true
	}
	return value, false
}

func (s *mapSnapshot[K, V]) Len() int { return len(s.entries) }

func (s *mapSnapshot[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for key, e := range s.entries {
			if e.Deadline > s.cut && !yield(key, e.Value) {
				return
			}
		}
	}
}
