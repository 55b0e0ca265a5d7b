package engine

import (
	"errors"
	"time"

	"github.com/larder-go/larder"
)

// SetIf is larder.Conditional's.
func (g *Engine[K, V]) SetIf(key K, value V, ttl time.Duration, fence *larder.Fence, allow func(old V, live bool) bool) (stored bool, err error) {
	e, d, err := g.prepare(key, value, ttl)
	switch {
	case errors.Is(err, larder.ErrTooLarge):
		g.removeIf(key, d.now, larder.CauseReplaced, fence, func(old V) bool { return allow == nil || allow(old, true) })
		return false, err
	case err != nil:
		return false, err
	}
	old, ok := g.exchange(key, e, &d.now, fence, allow)
	if !ok {
		if g.time.closed() { // perhaps it was refused for what was dropped
			err = larder.ErrClosed
		}
		return false, err
	}
	if err := g.Publish(e, old, d); err != nil {
		return false, err
	}
	return true, nil
}

// DeleteIf is larder.Conditional's. An entry that has expired it may leave.
func (g *Engine[K, V]) DeleteIf(key K, fence *larder.Fence, allow func(old V) bool) bool {
	if g.time.closed() || !g.KeyOK(key) {
		return false
	}
	return g.removeIf(key, unread, larder.CauseDeleted, fence, allow)
}

// removeIf unlinks the entry of key for that cause, on the conditions of DeleteIf.
func (g *Engine[K, V]) removeIf(key K, now int64, cause larder.Cause, fence *larder.Fence, allow func(old V) bool) bool {
	old, ok := g.exchange(key, nil, &now, fence, func(v V, live bool) bool {
		return live && (allow == nil || allow(v))
	})
	return ok && g.unlinked(old, now, cause)
}

// exchange links e, unless nil, and unlinks old, unless nil, if allow agrees to that
// and the fence is down. *now is the reading of the clock that was needed so far, and
// becomes the last one.
//
// allow is called without locks, and so it may do what it likes: that old is what
// allow has seen, the store finds out by its address. If it is another by then, allow
// is asked again.
func (g *Engine[K, V]) exchange(key K, e *Entry[K, V], now *int64, fence *larder.Fence, allow func(old V, live bool) bool) (old *Entry[K, V], ok bool) {
	for !fence.Raised() {
		old, live := g.look(key, now)
		var value V
		if live {
			value = old.Value
		}
		if allow != nil && !allow(value, live) {
			return nil, false
		}
		if g.store.Replace(old, e, func() bool {
			return !fence.Raised() && (!live || old.Deadline > g.time.high.Load()) // nobody has seen it expired since
		}) {
			return old, true
		}
		*now = unread // it may be long ago
	}
	return nil, false
}

// look returns the entry of key, or nil, and whether it is live. Where entries slide,
// it unlinks one that is not before it says so, as missOrProlonged does: else another
// could prolong its life yet.
func (g *Engine[K, V]) look(key K, now *int64) (e *Entry[K, V], live bool) {
	for e = g.store.Find(key); e != nil; e = g.store.Find(key) {
		if !e.Expires() {
			return e, !g.time.closed()
		}
		*now = g.read(*now)
		if !g.time.passed(e.Deadline, g.time.notBefore(*now)) {
			return e, !g.time.closed()
		}
		if !g.Slides() {
			return e, false
		}
		g.removeLazily([]*Entry[K, V]{e})
	}
	return nil, false
}
