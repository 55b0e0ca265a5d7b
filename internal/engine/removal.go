package engine

import (
	"github.com/larder-go/larder"
	"github.com/puzpuzpuz/xsync/v3"
)

// left is called, outside of locks, once for each entry that an operation on
// it unlinked at the time now (unread will do where e has no deadline): cause
// says why, unless e had expired.
func (g *Engine[K, V]) left(e *Entry[K, V], now int64, cause larder.Cause) {
	if e.Expires() {
		g.expiring.Add(-1)
		if e.Deadline <= now {
			cause = larder.CauseExpired
			if g.counts != nil {
				g.counts.lazyDeletes.Add(1)
			}
		}
	}
	if g.onRemove != nil {
		g.onRemove(e.Key, e.Value, cause)
	}
}

// expired is called, outside of locks, with entries that were unlinked because
// they had expired.
func (g *Engine[K, V]) expired(es []*Entry[K, V]) {
	g.expiring.Add(-int64(len(es)))
	if g.onRemove != nil {
		g.reportExpired(es)
	}
}

func (g *Engine[K, V]) reportExpired(es []*Entry[K, V]) {
	told := 0
	defer func() { // a listener's panic must not cost the others their report
		if told < len(es) {
			g.reportExpired(es[told+1:])
		}
	}()
	for ; told < len(es); told++ {
		g.onRemove(es[told].Key, es[told].Value, larder.CauseExpired)
	}
}

// lateQueue holds expired entries that readers met and could not remove
// without waiting, for the next writer or tick. It is bounded: what does not
// fit stays linked until somebody else meets it.
type lateQueue[K comparable, V any] struct {
	try     TryRemover[K, V] // nil: readers remove by themselves
	entries *xsync.MPMCQueueOf[*Entry[K, V]]
}

const lateQueueSize = 128

func (q *lateQueue[K, V]) init(try TryRemover[K, V]) {
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

// removeQueued removes what readers left in the queue.
func (g *Engine[K, V]) removeQueued() {
	if g.late.try == nil {
		return
	}
	var es []*Entry[K, V]
	for e, ok := g.late.entries.TryDequeue(); ok; e, ok = g.late.entries.TryDequeue() {
		if es = append(es, e); len(es) == lateQueueSize {
			break
		}
	}
	if es != nil {
		g.removeLazily(es)
	}
}

func (g *Engine[K, V]) removeLazily(es []*Entry[K, V]) {
	if removed := g.store.Remove(es); len(removed) > 0 {
		g.countLazy(len(removed))
		g.expired(removed)
	}
}

func (g *Engine[K, V]) countLazy(n int) {
	if g.counts != nil {
		g.counts.lazyDeletes.Add(uint64(n))
	}
}
