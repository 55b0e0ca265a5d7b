package engine

import (
	"sync/atomic"
	"unsafe"

	"github.com/larder-go/larder/internal/policy"
)

// Live reports whether e has not expired (and the engine is open). It is
// inlined; e must not be nil.
func (g *Engine[K, V]) Live(e *Entry[K, V]) bool {
	return e.Deadline > atomic.LoadInt64(&g.time.horizon) || g.exact(e)
}

//go:noinline
func (g *Engine[K, V]) exact(e *Entry[K, V]) bool {
	if g.time.closed() {
		return false
	}
	if g.Slides() {
		return !g.time.passed(e.Deadline, g.time.shows())
	}
	return !g.time.passed(e.Deadline, g.time.now())
}

// KeyOK reports whether key can be looked up, and panics as a map does if it
// is unhashable. A backend whose look-up takes a lock asks before it does.
// It is inlined and costs nothing for most types of keys.
func (g *Engine[K, V]) KeyOK(key K) bool { return g.keys.plain || g.keys.ok(key) }

// Watched reports whether Hit is to be called. It is inlined.
func (g *Engine[K, V]) Watched() bool { return g.watched }

// Hit takes note of a Get that found a live entry. It is inlined, and a call of
// Inc.
func (g *Engine[K, V]) Hit() {
	if g.often != nil {
		g.often.Inc(hits)
	}
}

// Hits is Hit for n of them.
func (g *Engine[K, V]) Hits(n int) {
	if g.often != nil {
		g.often.Add(hits, uint64(n))
	}
}

// Attends reports whether Touch is to be called after a hit of e: where entries
// slide, or the policy has something to note. Where it does, so does Watched. It is
// inlined.
func (g *Engine[K, V]) Attends(e *Entry[K, V]) bool {
	return g.attends && (g.slides || atomic.LoadUint32(&(*marked[K, V])(unsafe.Pointer(e)).mark.Hits)&policy.Loud != policy.Most)
}

// Touch takes note of a Get that found e, for the policy and for its life.
//
//go:noinline
func (g *Engine[K, V]) Touch(e *Entry[K, V]) {
	if g.bound != nil {
		m := markOf(e)
		g.bound.policy.Hit(m, atomic.LoadUint32(&m.Hits), func() uint64 { return g.bound.hasher.Hash(e.Key) })
	}
	if g.slides {
		g.Prolong(e)
	}
}

// Miss is how a Get ends that found nothing (e is nil) or an entry that is not
// live: it counts, and removes the very entry that was seen. Where entries
// slide, it may find that another reader has prolonged that one's life.
//
//go:noinline
func (g *Engine[K, V]) Miss(e *Entry[K, V]) (V, bool) {
	expired := e != nil && !g.time.closed()
	if expired && g.Slides() {
		return g.missOrProlonged(e)
	}
	g.missed(expired)
	if expired {
		g.removeLate(e)
	}
	var none V
	return none, false
}

// missed counts a Get that found nothing that was live.
func (g *Engine[K, V]) missed(expired bool) {
	if g.often != nil {
		g.often.Inc(misses)
	}
	if expired && g.counts != nil {
		g.counts.expiredReads.Add(1)
	}
}
