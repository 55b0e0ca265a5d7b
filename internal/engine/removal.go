package engine

import (
	"github.com/larder-go/larder"
	"github.com/puzpuzpuz/xsync/v3"
)

// left is called, outside of locks, once for an entry that an operation
// unlinked at the time now (unread will do where e has no deadline): cause says
// why, unless e had expired.
func (g *Engine[K, V]) left(e *Entry[K, V], now int64, cause larder.Cause) {
	cause = g.judge(e, now, cause)
	if g.onRemove != nil {
		g.onRemove(e.Key, e.Value, cause)
	}
}

// judge returns the cause, and counts an entry that had expired.
func (g *Engine[K, V]) judge(e *Entry[K, V], now int64, cause larder.Cause) larder.Cause {
	if !e.Expires() || e.Deadline > now {
		return cause
	}
	g.countLazy(1)
	return larder.CauseExpired
}

// expired is called, outside of locks, with entries that were unlinked because
// they had expired, and are counted as lazy or swept.
func (g *Engine[K, V]) expired(es []*Entry[K, V]) {
	g.expiring.Add(-int64(len(es)))
	g.index.left(len(es))
	g.forget(es...)
	if g.onRemove != nil {
		g.report(es, func(*Entry[K, V]) larder.Cause { return larder.CauseExpired })
	}
}

// report calls the listener for each of es. Where it panics, the others still
// get their report before the panic goes on to the caller; panics of theirs
// are dropped, since there is room for one.
func (g *Engine[K, V]) report(es []*Entry[K, V], cause func(*Entry[K, V]) larder.Cause) {
	told := 0
	defer func() {
		for told++; told < len(es); told++ {
			g.reportQuietly(es[told], cause)
		}
	}()
	for ; told < len(es); told++ {
		g.reportOne(es[told], cause)
	}
}

func (g *Engine[K, V]) reportQuietly(e *Entry[K, V], cause func(*Entry[K, V]) larder.Cause) {
	defer func() { _ = recover() }()
	g.reportOne(e, cause)
}

func (g *Engine[K, V]) reportOne(e *Entry[K, V], cause func(*Entry[K, V]) larder.Cause) {
	if c := cause(e); g.onRemove != nil {
		g.onRemove(e.Key, e.Value, c)
	}
}

// lateQueue holds expired entries that readers met and could not remove
// without waiting, for the next writer or tick. It is bounded: what does not
// fit stays linked until somebody else meets it.
type lateQueue[K comparable, V any] struct {
	try     TryRemover[K, V]   // nil: readers remove by themselves
	with    WriteRemover[K, V] // try, if it is that
	entries *xsync.MPMCQueueOf[*Entry[K, V]]
}

const lateQueueSize = 32

func (q *lateQueue[K, V]) init(try TryRemover[K, V]) {
	q.with, _ = try.(WriteRemover[K, V])
	q.try, q.entries = try, xsync.NewMPMCQueueOf[*Entry[K, V]](lateQueueSize)
}

// removeLate removes an expired entry that a reader met.
func (g *Engine[K, V]) removeLate(e *Entry[K, V]) {
	if g.late.try == nil {
		g.removeLazily([]*Entry[K, V]{e})
		return
	}
	removed, ok := g.late.try.TryRemove(e)
	switch {
	case !ok:
		g.late.entries.TryEnqueue(e)
	case removed:
		g.countLazy(1)
		g.expired([]*Entry[K, V]{e})
	}
}

// take returns what is in the queue.
func (q *lateQueue[K, V]) take() (es []*Entry[K, V]) {
	for e, ok := q.entries.TryDequeue(); ok; e, ok = q.entries.TryDequeue() {
		if es = append(es, e); len(es) == lateQueueSize {
			break
		}
	}
	return es
}

// removeQueued removes what readers left in the queue.
func (g *Engine[K, V]) removeQueued() {
	if g.late.try == nil {
		return
	}
	if es := g.late.take(); es != nil {
		g.removeLazily(es)
		g.tidy()
	}
}

func (g *Engine[K, V]) removeLazily(es []*Entry[K, V]) {
	g.removedLazily(g.store.Remove(es))
}

// removedLazily is called, outside of locks, with expired entries that were
// unlinked since somebody had met them.
func (g *Engine[K, V]) removedLazily(es []*Entry[K, V]) {
	if len(es) > 0 {
		g.countLazy(len(es))
		g.expired(es)
	}
}

// swap links e, and unlinks old and, where the store does that in one step,
// what readers left: late, which the caller reports whatever happens.
func (g *Engine[K, V]) swap(e *Entry[K, V]) (old *Entry[K, V], late []*Entry[K, V]) {
	if g.late.with == nil {
		return g.store.Swap(e), nil
	}
	return g.late.with.SwapRemove(e, g.late.take())
}

// take is swap for the entry of key.
func (g *Engine[K, V]) take(key K) (old *Entry[K, V], late []*Entry[K, V]) {
	if g.late.with == nil {
		return g.store.Take(key), nil
	}
	return g.late.with.TakeRemove(key, g.late.take())
}

func (g *Engine[K, V]) countLazy(n int) {
	if g.counts != nil {
		g.counts.lazyDeletes.Add(uint64(n))
	}
}
