package engine

import (
	"time"

	"github.com/larder-go/larder"
)

// Draft is what a Set has found out before it links its entry.
type Draft struct {
	now    int64 // the reading of the clock that it needed; unread if none
	weight int64
}

// Prepare is the first part of a Set: it checks, and makes the entry to link. The
// draft is for Publish.
func (g *Engine[K, V]) Prepare(key K, value V, ttl time.Duration) (*Entry[K, V], Draft, error) {
	e, d, err := g.prepare(key, value, ttl)
	if err != nil {
		return nil, d, g.overwrite(key, d, err)
	}
	return e, d, nil
}

// prepare is Prepare, and changes nothing.
func (g *Engine[K, V]) prepare(key K, value V, ttl time.Duration) (*Entry[K, V], Draft, error) {
	d := Draft{now: unread}
	if g.time.closed() {
		return nil, d, larder.ErrClosed
	}
	if !g.KeyOK(key) {
		return nil, d, larder.ErrKey
	}
	deadline, lasting, now, err := g.deadline(ttl)
	if err != nil {
		return nil, d, err
	}
	d.now = now
	if err := g.weigh(key, value, &d); err != nil {
		return nil, d, err
	}
	return g.newEntry(key, value, deadline, int64(lasting)), d, nil
}

// Publish is the last part of a Set, after e was linked and old, unless nil,
// unlinked.
func (g *Engine[K, V]) Publish(e, old *Entry[K, V], d Draft) error {
	if g.time.closed() {
		g.store.Remove([]*Entry[K, V]{e})
		return larder.ErrClosed
	}
	switch {
	case e.Expires() && !old.Expires():
		g.expiring.Add(1)
	case !e.Expires() && old.Expires():
		g.expiring.Add(-1)
	}
	g.index.change(old, e)
	if e.Expires() {
		g.wake(e.Deadline)
	}
	if g.counts != nil {
		g.often.Inc(sets)
	}
	now := d.now
	if g.bound != nil {
		var out evicted[K, V]
		if out, now = g.admit(e, old, d); len(out.es)+len(out.others) > 0 {
			defer g.reportEvicted(out) // even if the listener panics at old
		}
	}
	if old != nil {
		at := g.since(old, now)
		if old.Expires() {
			now = at // read by now
		}
		g.left(old, at, larder.CauseReplaced)
	}
	g.removeQueued()
	if g.samples > 0 {
		g.sample(now)
	}
	return nil
}

// Set stores a value, for backends that have no Set of their own.
func (g *Engine[K, V]) Set(key K, value V, ttl time.Duration) error {
	e, d, err := g.Prepare(key, value, ttl)
	if err != nil {
		return err
	}
	return g.link(e, d)
}

// link is the rest of a Set, after Prepare.
func (g *Engine[K, V]) link(e *Entry[K, V], d Draft) error {
	old, late := g.swap(e)
	if late != nil {
		defer g.removedLazily(late) // even if the listener panics at old
	}
	return g.Publish(e, old, d)
}

// Delete removes key and reports whether it was live. The clock is read first:
// read afterwards it could say that an entry had expired which was unlinked
// before it did, and that others have missed since.
func (g *Engine[K, V]) Delete(key K) bool {
	if g.time.closed() || !g.KeyOK(key) {
		return false
	}
	now := unread
	if g.time.finite.Load() {
		now = g.time.now()
	}
	return g.unlink(key, now, larder.CauseDeleted)
}

// unlink removes the entry of key for that cause, now, and reports whether it was
// live.
func (g *Engine[K, V]) unlink(key K, now int64, cause larder.Cause) (live bool) {
	old, late := g.take(key)
	if late != nil {
		defer g.removedLazily(late) // even if the listener panics at old
	}
	if old == nil {
		g.removeQueued()
		return false
	}
	return g.unlinked(old, now, cause)
}

// unlinked is called after old was unlinked for that cause, now, and reports whether
// it was live.
func (g *Engine[K, V]) unlinked(old *Entry[K, V], now int64, cause larder.Cause) (live bool) {
	if old.Expires() {
		g.expiring.Add(-1)
		g.index.change(old, nil)
	}
	g.forget(old)
	now = g.since(old, now)
	live = !old.Expires() || old.Deadline > now
	if live && g.counts != nil && cause == larder.CauseDeleted {
		g.counts.deletes.Add(1)
	}
	g.left(old, now, cause)
	g.removeQueued()
	return live
}

// since returns the time by which to judge e, which was unlinked after the
// clock showed now: that, unless a reader has seen e expired since. It reads
// the clock where nobody has and e expires.
func (g *Engine[K, V]) since(e *Entry[K, V], now int64) int64 {
	if now == unread && e.Expires() {
		return g.time.now()
	}
	return g.time.notBefore(now)
}
