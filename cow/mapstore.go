package cow

import (
	"iter"
	"maps"
	"slices"
	"sync/atomic"

	"github.com/larder-go/larder/internal/engine"
)

// mapStore is a map that never changes and is replaced as a whole. Writers
// that wait for a copy share the next one: see do.
//
// It is an engine.WriteRemover: what readers left costs no copy of its own.
type mapStore[K comparable, V any] struct {
	entries atomic.Pointer[map[K]*engine.Entry[K, V]] // stored by the leader

	// leading tells that a writer leads: it alone may store entries, touch
	// peak and take from the line.
	leading atomic.Bool
	line    atomic.Pointer[waiter[K, V]] // those who wait, the latest first

	// peak is the most entries of any map since the last that was made anew.
	// The leader's.
	peak int

	// unseen are the keys that Scan has yet to look up in this round; touched
	// by Scan alone. Entries would be kept alive when they are gone.
	unseen []K

	// test is told of each step of a leader; nil outside of tests. It never
	// changes once the store is shared.
	test func(step)
}

func (s *mapStore[K, V]) init() { s.entries.Store(&map[K]*engine.Entry[K, V]{}) }

func (s *mapStore[K, V]) Swap(e *engine.Entry[K, V]) (old *engine.Entry[K, V]) {
	old, _ = s.SwapRemove(e, nil)
	return old
}

func (s *mapStore[K, V]) SwapRemove(e *engine.Entry[K, V], es []*engine.Entry[K, V]) (old *engine.Entry[K, V], removed []*engine.Entry[K, V]) {
	r := request[K, V]{what: link, e: e, es: es}
	s.do(&r)
	return r.old, r.removed()
}

func (s *mapStore[K, V]) Take(key K) (old *engine.Entry[K, V]) {
	old, _ = s.TakeRemove(key, nil)
	return old
}

func (s *mapStore[K, V]) TakeRemove(key K, es []*engine.Entry[K, V]) (old *engine.Entry[K, V], removed []*engine.Entry[K, V]) {
	r := request[K, V]{what: take, key: key, es: es}
	s.do(&r)
	return r.old, r.removed()
}

func (s *mapStore[K, V]) Remove(es []*engine.Entry[K, V]) (removed []*engine.Entry[K, V]) {
	r := request[K, V]{what: remove, es: es}
	s.do(&r)
	return r.removed()
}

func (s *mapStore[K, V]) Drain() iter.Seq[*engine.Entry[K, V]] {
	r := request[K, V]{what: drain}
	s.do(&r)
	return maps.Values(r.drained)
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

func (s *mapStore[K, V]) Len() int { return len(*s.entries.Load()) }
