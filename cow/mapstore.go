package cow

import (
	"cmp"
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
	next   int64 // not after any deadline seen in this round; as unseen

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

func (s *mapStore[K, V]) Find(key K) *engine.Entry[K, V] { return (*s.entries.Load())[key] }

// Replace calls still before the map is published in which e is, and no other writer's
// request comes in between.
func (s *mapStore[K, V]) Replace(old, e *engine.Entry[K, V], still func() bool) bool {
	r := request[K, V]{what: replace, key: cmp.Or(e, old).Key, old: old, e: e, still: still}
	s.do(&r)
	return r.replaced
}

// Scan takes the keys of one published map to their end, and shows what each
// holds now. It needs no lock.
func (s *mapStore[K, V]) Scan(limit int, now int64, due func(*engine.Entry[K, V]) bool) (round engine.Round) {
	entries := *s.entries.Load()
	if len(s.unseen) == 0 {
		s.unseen, s.next = slices.Collect(maps.Keys(entries)), engine.Never
	}
	round.Used = min(limit, len(s.unseen))
	for _, key := range s.unseen[:round.Used] {
		if e := entries[key]; e != nil && (e.Deadline > now || !due(e)) {
			s.next = min(s.next, e.Deadline)
		}
	}
	clear(s.unseen[:round.Used])
	s.unseen = s.unseen[round.Used:]
	if len(s.unseen) == 0 {
		round.Done, round.Next = true, s.next
	}
	return round
}

// Sample relies on that iterations over a built-in map begin at a random place.
func (s *mapStore[K, V]) Sample(n int, due func(*engine.Entry[K, V]) bool) {
	for _, e := range *s.entries.Load() {
		if n--; n < 0 {
			return
		}
		due(e)
	}
}

func (s *mapStore[K, V]) Entries() iter.Seq[*engine.Entry[K, V]] {
	return maps.Values(*s.entries.Load())
}

func (s *mapStore[K, V]) Len() int { return len(*s.entries.Load()) }
