package engine

import (
	"math"
	"sync/atomic"
	"time"
	"unsafe"
)

// lasting is an entry that knows its time to live. All entries of an engine
// that slides are such.
type lasting[K comparable, V any] struct {
	Entry[K, V]
	ttl int64 // after jitter; 0 for an entry without deadline
}

// newEntry makes an entry to link.
func (g *Engine[K, V]) newEntry(key K, value V, deadline, ttl int64) *Entry[K, V] {
	if !g.Slides() {
		return &Entry[K, V]{Deadline: deadline, Key: key, Value: value}
	}
	return &(&lasting[K, V]{Entry[K, V]{Deadline: deadline, Key: key, Value: value}, ttl}).Entry
}

// Slides reports whether Prolong is to be called after a hit. Where it does, so
// does Watched. It is inlined.
func (g *Engine[K, V]) Slides() bool { return g.tolerance > 0 }

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
	ttl := (*lasting[K, V])(unsafe.Pointer(e)).ttl
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
			g.Prolong(e)
			return e.Value, true
		}
	}
	g.removedLazily([]*Entry[K, V]{e})
	g.missed(true)
	return value, false
}
