package cow

import (
	"sync"
	"sync/atomic"

	"github.com/larder-go/larder/internal/engine"
)

// request is one write of one writer, and what came of it.
type request[K comparable, V any] struct {
	what what
	e    *engine.Entry[K, V]   // to link; nil where replace is to link nothing
	key  K                     // to take, or whose entry to replace
	es   []*engine.Entry[K, V] // to remove, after the other

	still    func() bool // of replace: whether to
	replaced bool        // and whether it was

	old     *engine.Entry[K, V]       // of link and take; to replace, nil for none
	gone    int                       // how many of es were removed: the first
	drained map[K]*engine.Entry[K, V] // of drain; it never changes any more
}

type what uint8

const (
	remove what = iota // and no more
	link
	take
	drain
	replace
)

func (r *request[K, V]) apply(d *draft[K, V]) {
	switch r.what {
	case link:
		r.old = d.link(r.e)
	case take:
		r.old = d.take(r.key)
	case drain:
		r.drained = d.drain()
	case replace:
		r.replaced = d.entries[r.key] == r.old && r.still()
		switch {
		case r.replaced && r.e != nil:
			d.link(r.e)
		case r.replaced:
			d.take(r.key)
		}
	}
	r.gone = d.remove(r.es)
}

// removed returns those of es that were removed, and forgets the others.
func (r *request[K, V]) removed() []*engine.Entry[K, V] {
	clear(r.es[r.gone:])
	return r.es[:r.gone]
}

// waiter is a request in the line. Its writer makes it and joins the line;
// from then on the leader that takes it from there owns it, until it sets
// served; then the writer does again.
type waiter[K comparable, V any] struct {
	request[K, V]
	next   *waiter[K, V] // in the line the one that came before, in a batch the one that came after
	failed bool          // the leader panicked, and nothing was done
	served atomic.Bool

	// bed is what the writer sleeps on: it is locked but between a call and
	// the waking that follows. A mutex, since it may be unlocked from outside
	// of a bubble of testing/synctest in which somebody waits for it; a channel
	// or a sync.Cond may not be woken from there.
	bed    sync.Mutex
	called atomic.Bool // set before bed is unlocked, reset after it was locked again
}

// call wakes the writer, if it is not about to wake up.
func (w *waiter[K, V]) call() {
	if w.called.CompareAndSwap(false, true) {
		w.bed.Unlock()
	}
}

// sleep returns after a call.
func (w *waiter[K, V]) sleep() {
	w.bed.Lock()
	w.called.Store(false)
}

// do fulfils r. One writer leads at a time: it takes all who stand in the line
// at that moment, applies their requests and its own to one copy, and
// publishes it. Those who come meanwhile join the line, and the next leader
// takes them all: one of them, or whoever comes first. So nobody waits for
// more than the batch in progress and the next.
//
// No writer is left in the line with nobody to lead:
//
//  1. The writer joins the line, then tries to lead, and fails.
//  2. So somebody leads after 1; that leader resigns, then looks at the line.
//  3. If the writer is still in it, so is the latest who came, whom the leader
//     calls; that one tries to lead, and either does, and takes all, or fails,
//     and again somebody leads, as in 2.
//
// This needs one order of all these steps, which the memory model has for
// atomics. A Mutex.TryLock that fails is not in that order.
func (s *mapStore[K, V]) do(r *request[K, V]) {
	if s.leading.CompareAndSwap(false, true) {
		s.lead(r)
		return
	}
	s.wait(r)
}

// wait is do for a writer that found another leading.
func (s *mapStore[K, V]) wait(r *request[K, V]) {
	w := &waiter[K, V]{request: *r} // a copy: r stays on its writer's stack
	w.bed.Lock()
	for {
		w.next = s.line.Load()
		if s.line.CompareAndSwap(w.next, w) {
			break
		}
	}
	for !w.served.Load() {
		if s.leading.CompareAndSwap(false, true) {
			s.lead(nil) // w is in the line, unless it has been served just now
			continue
		}
		w.sleep()
	}
	if w.failed {
		s.do(r)
		return
	}
	*r = w.request
}

// lead serves the line, then own, unless nil, which came last. If it panics,
// the others of the batch are told to try for themselves: nothing was
// published.
func (s *mapStore[K, V]) lead(own *request[K, V]) {
	batch := s.takeLine()
	published := false
	defer func() {
		for w := batch; w != nil; w = w.next {
			w.failed = !published
			w.served.Store(true)
		}
		s.leading.Store(false)
		if w := s.line.Load(); w != nil {
			w.call() // first, since it has work to do
		}
		for w := batch; w != nil; w = w.next {
			w.call()
		}
	}()
	d := draft[K, V]{entries: *s.entries.Load(), peak: s.peak, test: s.test}
	for w := batch; w != nil; w = w.next {
		w.apply(&d)
	}
	if own != nil {
		own.apply(&d)
	}
	s.publish(&d)
	published = true
}

// takeLine empties the line and returns who stood in it, in the order in which
// they came.
func (s *mapStore[K, V]) takeLine() (first *waiter[K, V]) {
	if s.line.Load() == nil {
		return nil // a lone writer's case, without a store to what others read
	}
	for w := s.line.Swap(nil); w != nil; {
		w.next, first, w = first, w, w.next
	}
	return first
}

func (s *mapStore[K, V]) publish(d *draft[K, V]) {
	if !d.changed {
		return
	}
	d.shrink()
	d.tell(publishing)
	es := d.entries // with its address taken, d would be allocated
	s.peak = d.peak
	s.entries.Store(&es)
}
