package syncmap

import (
	"sync"

	"github.com/larder-go/larder/internal/minheap"
)

// deadlines is an index of entries by deadline. An item whose entry has been
// replaced or deleted is stale, and known by its generation; it leaves when it
// comes to the top, or earlier, when stale items outnumber the others, so that
// the index is never larger than about twice the entries that are in it.
type deadlines[K comparable] struct {
	mu    sync.Mutex
	items minheap.Heap[item[K]] // guarded by mu, as is the rest
	live  int                   // indexed entries that are linked, as far as their writers have got
	probe int                   // place at which the search for stale items goes on
}

// item stands for one generation of the entry of a key. It does not keep the
// entry's value alive.
type item[K comparable] struct {
	deadline   int64
	generation uint64
	key        K
}

// Before orders items by deadline.
func (it item[K]) Before(other item[K]) bool { return it.deadline < other.deadline }

// probes is how many items one write looks at in search of stale ones, when
// these are the majority: so it finds one or two, more than it makes.
const probes = 4

// add puts an item in.
func (d *deadlines[K]) add(it item[K], stale func(item[K]) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.items.Push(it)
	d.live++
	d.trimLocked(stale)
}

// left takes note that the entry of some item was unlinked.
func (d *deadlines[K]) left(stale func(item[K]) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.live--
	d.trimLocked(stale)
}

func (d *deadlines[K]) trimLocked(stale func(item[K]) bool) {
	for n := 0; n < probes && d.items.Len() > 2*max(d.live, probes); n++ {
		if d.probe >= d.items.Len() {
			d.probe = 0
		}
		if stale(d.items.At(d.probe)) {
			d.items.Remove(d.probe)
		} else {
			d.probe++
		}
	}
}

// perHold is how many items scan shows before it lets go of the lock: each
// costs a descent of the heap and a look-up, microseconds where a million
// entries lie outside of the processor's caches.
const perHold = 64

// scan shows up to limit items, soonest first, to drop, removes those that it
// accepts and stops at the first that it does not.
func (d *deadlines[K]) scan(limit int, drop func(item[K]) bool) {
	for more := true; more && limit > 0; limit -= perHold {
		more = d.scanOnce(min(limit, perHold), drop)
	}
}

// scanOnce is the part of scan under one hold of the lock. It reports whether
// there may be more.
func (d *deadlines[K]) scanOnce(limit int, drop func(item[K]) bool) (more bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for range limit {
		if d.items.Len() == 0 || !drop(d.items.At(0)) {
			return false
		}
		d.items.Remove(0)
	}
	return true
}

func (d *deadlines[K]) reset() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.items.Reset()
}
