package engine

import (
	"sync"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/deadlines"
)

// index keeps the entries that expire in order of deadline, for the strategies
// that want it so, whatever the store is. nil is one that is not needed.
//
// The item of an entry that was unlinked stays behind, and is known by that the
// store has another under its key: the entry's address is its generation. When
// stale items outnumber the others, each write sorts some of them out.
type index[K comparable, V any] struct {
	mu    sync.Mutex
	items deadlines.Index[*Entry[K, V]] // guarded by mu, as is
	live  int                           // the number of linked entries in it, as far as their writers have got

	store Store[K, V]
	mk    func() deadlines.Index[*Entry[K, V]]
}

// newIndex returns the index that a strategy needs, or nil.
func newIndex[K comparable, V any](kind larder.Sweeper, store Store[K, V]) *index[K, V] {
	x := &index[K, V]{store: store}
	switch kind {
	case larder.SweepHeap:
		x.mk = deadlines.NewHeap[*Entry[K, V]]
	case larder.SweepWheel:
		x.mk = deadlines.NewWheel[*Entry[K, V]]
	case larder.SweepQueue:
		x.mk = deadlines.NewQueue[*Entry[K, V]]
	default:
		return nil
	}
	x.items = x.mk()
	return x
}

const (
	// trims is how many items a write looks at in search of stale ones, when
	// these are the majority: so it finds one or two, more than it makes.
	trims = 4
	// spare is how many stale items do not matter.
	spare = 64
)

// change is called after e was linked and old unlinked; either may be nil.
// Whoever finds the item and not the entry knows that the entry is gone, not
// that it is yet to come.
func (x *index[K, V]) change(old, e *Entry[K, V]) {
	if x != nil && (old.Expires() || e.Expires()) {
		x.exchange(old, e)
	}
}

func (x *index[K, V]) exchange(old, e *Entry[K, V]) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if old.Expires() {
		x.live--
	}
	if e.Expires() {
		x.live++
		x.items.Add(deadlines.Item[*Entry[K, V]]{Deadline: e.Deadline, Of: e})
	}
	x.trimLocked(1)
}

// trimLocked is called after some writes.
func (x *index[K, V]) trimLocked(writes int) {
	if x.items.Len() > 2*max(x.live, 0)+spare {
		x.items.Trim(trims*writes, x.stale)
	}
}

// left is called after n entries that expire were unlinked.
func (x *index[K, V]) left(n int) {
	if x == nil {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.live -= n
	x.trimLocked(min(n, spare))
}

func (x *index[K, V]) stale(e *Entry[K, V]) bool { return x.store.Find(e.Key) != e }

// due is Store.Scan in order of deadline, for one hold of the lock. Those that
// it shows are in the index no more.
func (x *index[K, V]) due(limit int, now int64, due func(*Entry[K, V]) bool, holds *Holds) (round Round) {
	x.mu.Lock()
	defer x.mu.Unlock()
	start := holds.Begin()
	defer func() { holds.End(start, round.Used) }()
	round.Used = x.items.Due(now, limit, func(it deadlines.Item[*Entry[K, V]]) { due(it.Of) })
	if round.Done = round.Used < limit; round.Done {
		round.Next = Never
		if next, ok := x.items.Next(); ok {
			round.Next = next
		}
	}
	return round
}

// empty is called before everything that is linked is unlinked. The items of
// entries that are linked from now on stay.
func (x *index[K, V]) empty() {
	if x != nil {
		x.mu.Lock()
		x.items = x.mk()
		x.mu.Unlock()
	}
}
