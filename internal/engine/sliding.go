package engine

import (
	"math"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/larder-go/larder/internal/policy"
)

// lasting is an entry that knows its time to live. All entries of an engine
// that slides are such.
type lasting[K comparable, V any] struct {
	Entry[K, V]
	ttl int64 // after jitter; 0 for an entry without deadline
}

// markedLasting is one of an engine that is bounded, too.
type markedLasting[K comparable, V any] struct {
	marked[K, V]
	ttl int64
}

// newEntry makes an entry to link.
func (g *Engine[K, V]) newEntry(key K, value V, deadline, ttl int64) *Entry[K, V] {
	switch {
	case !g.attends:
		return &Entry[K, V]{Deadline: deadline, Key: key, Value: value}
	case !g.Slides():
		return &(&marked[K, V]{Entry: Entry[K, V]{Deadline: deadline, Key: key, Value: value}}).Entry
	case g.bound == nil:
		return &(&lasting[K, V]{Entry[K, V]{Deadline: deadline, Key: key, Value: value}, ttl}).Entry
	}
	e := &markedLasting[K, V]{ttl: ttl}
	e.Entry = Entry[K, V]{Deadline: deadline, Key: key, Value: value}
	return &e.Entry
}

func (g *Engine[K, V]) lasts(e *Entry[K, V]) int64 {
	if g.bound != nil {
		return (*markedLasting[K, V])(unsafe.Pointer(e)).ttl
	}
	return (*lasting[K, V])(unsafe.Pointer(e)).ttl
}

// Slides reports whether a hit prolongs the life of an entry. It is inlined.
func (g *Engine[K, V]) Slides() bool { return g.slides }

// Prolong has the life of e, which a reader found to be live, begin anew: it
// replaces e by an entry with a later deadline, unless little is gained by that.
//
// Nobody sees e expired, and then the new one alive. Where entries slide, who
// finds one expired unlinks it before he says so (see missOrProlonged), and
// either he does so first, and then e is not there to be replaced; or he finds
// that it was replaced. Who takes a snapshot in which e has expired raises high
// while he holds the store's locks.
//
//go:noinline
func (g *Engine[K, V]) Prolong(e *Entry[K, V]) {
	if !e.Expires() {
		return
	}
	ttl := g.lasts(e)
	enough := ttl - int64(math.Ceil(float64(ttl)*g.tolerance))
	// The horizon is ahead of the clock, so that what is enough by it is enough.
	h := atomic.LoadInt64(&g.time.horizon)
	if h < exact && e.Deadline-h > enough {
		return
	}
	now := g.time.latest()
	if left := e.Deadline - now; left <= 0 || left > enough {
		return
	}
	if g.bound != nil && !g.bound.policy.Holds(markOf(e), g.bound.hasher.Hash(e.Key)) {
		return // it has yet to be admitted, or has to leave
	}
	longer := g.newEntry(e.Key, e.Value, after(now, time.Duration(ttl)), ttl)
	if !g.store.Replace(e, longer, func() bool { return e.Deadline > g.time.high.Load() }) {
		return
	}
	if g.time.closed() { // as in Publish
		g.store.Remove([]*Entry[K, V]{longer})
		return
	}
	g.index.change(e, longer)
	g.wake(longer.Deadline) // a round may have taken e for gone
	if g.bound != nil && !g.bound.policy.Move(markOf(longer), markOf(e), g.bound.hasher.Hash(e.Key), longer.Deadline) {
		// It was evicted meanwhile, by an operation that did not find it any more.
		out := evicted[K, V]{es: g.store.Remove([]*Entry[K, V]{longer}), at: now}
		g.judgeable(nil, out.es, policy.Leaving{}, now)
		g.reportEvicted(out)
	}
}

// missOrProlonged is Miss for e, which has expired, where entries slide.
func (g *Engine[K, V]) missOrProlonged(e *Entry[K, V]) (value V, ok bool) {
	for key := e.Key; len(g.store.Remove([]*Entry[K, V]{e})) == 0; {
		if e = g.store.Find(key); e == nil {
			g.missed(true)
			return value, false
		}
		if g.Live(e) {
			g.Hit()
			if g.Attends(e) {
				g.Touch(e)
			}
			return e.Value, true
		}
	}
	g.removedLazily([]*Entry[K, V]{e})
	g.missed(true)
	return value, false
}
