package engine

import (
	"cmp"
	"fmt"
	"time"
	"unsafe"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/keyhash"
	"github.com/larder-go/larder/internal/policy"
)

// bounded keeps the limits of an engine that has any. It never changes.
type bounded[K comparable, V any] struct {
	policy *policy.Bound
	hasher keyhash.Hasher[K]
	weigh  func(K, V) int64 // nil: all weigh the same
}

func newBounded[K comparable, V any](o larder.Options[K, V]) *bounded[K, V] {
	if !o.Bounded() {
		return nil
	}
	return &bounded[K, V]{
		policy: policy.New(policy.Settings{
			Capacity: o.Capacity, MaxWeight: o.MaxWeight, Weighs: o.Weigh != nil, Policy: o.Policy,
			Expiry: func(m *policy.Mark) int64 { return entryOf[K, V](m).Deadline },
		}),
		hasher: keyhash.New[K](),
		weigh:  o.Weigh,
	}
}

// marked is an entry of a bounded engine. All of its are such.
type marked[K comparable, V any] struct {
	Entry[K, V]
	mark policy.Mark
}

func markOf[K comparable, V any](e *Entry[K, V]) *policy.Mark {
	if e == nil {
		return nil
	}
	return &(*marked[K, V])(unsafe.Pointer(e)).mark
}

func entryOf[K comparable, V any](m *policy.Mark) *Entry[K, V] {
	return (*Entry[K, V])(unsafe.Add(unsafe.Pointer(m), -int(unsafe.Offsetof(marked[K, V]{}.mark))))
}

// weigh finds out what an entry weighs, or why it cannot be stored. What the key of one
// that is too large had before is gone then: it is not its value any more.
func (g *Engine[K, V]) weigh(key K, value V, d *Draft) error {
	if g.bound == nil || g.bound.weigh == nil {
		return nil
	}
	if d.weight = g.bound.weigh(key, value); d.weight < 0 {
		return larder.ErrWeight
	}
	if d.weight > g.bound.policy.MaxWeight() {
		g.unlink(key, d.now, larder.CauseReplaced)
		return larder.ErrTooLarge
	}
	return nil
}

// evicted are entries that an operation unlinked to make room.
type evicted[K comparable, V any] struct {
	es     []*Entry[K, V]
	others []func() // report what other caches evicted, which share the limits

	own *Entry[K, V] // the entry that the operation was to set; nil if none
	at  int64        // the time by which to judge them
}

// admit tells the policy of an entry that was linked, and unlinks what has to leave.
// now is the reading of the clock that the operation needed before; it returns that
// which it needed.
func (g *Engine[K, V]) admit(e, old *Entry[K, V], d Draft) (out evicted[K, V], now int64) {
	b, now := g.bound, d.now
	a := policy.Arrival{
		Mark: markOf(e), Hash: b.hasher.Hash(e.Key), Deadline: e.Deadline,
		Weight: d.weight, Pinned: b.weigh != nil && d.weight == 0, Born: policy.Unborn,
	}
	ages := g.counts != nil && b.policy.Ages(a.Hash)
	if ages || g.time.finite.Load() {
		now = g.read(now)
	}
	if a.Now = now; ages {
		a.Born = now
	}
	return g.leave(e, b.policy.Admit(a, markOf(old)), now)
}

// leave unlinks what has to leave for own.
func (g *Engine[K, V]) leave(own *Entry[K, V], l policy.Leaving, now int64) (evicted[K, V], int64) {
	out := evicted[K, V]{own: own, others: l.Reports}
	if l.Len() > 0 {
		es := make([]*Entry[K, V], l.Len())
		for i := range es {
			es[i] = entryOf[K, V](l.At(i).Mark)
		}
		out.es = g.store.Remove(es)
		now = g.judgeable(out.es, l, now)
		out.at = g.time.notBefore(now)
	}
	g.bound.policy.Settle(l)
	return out, now
}

// judgeable takes note of what was evicted, and returns now, or the time if it was
// not read and one of them needs it.
func (g *Engine[K, V]) judgeable(es []*Entry[K, V], l policy.Leaving, now int64) int64 {
	expiring := 0
	for _, e := range es {
		if e.Expires() {
			expiring++
		}
	}
	if expiring > 0 {
		now = g.read(now)
		g.expiring.Add(-int64(expiring))
		g.index.left(expiring)
	}
	if g.counts == nil {
		return now
	}
	for i := range l.Len() {
		if born := l.At(i).Born; born != policy.Unborn {
			now = g.read(now)
			g.counts.ages.Add(max(now-born, 0))
			g.counts.aged.Add(1)
		}
	}
	return now
}

// read returns now, or the time if that was not read.
func (g *Engine[K, V]) read(now int64) int64 {
	if now == unread {
		return g.time.now()
	}
	return now
}

// reportEvicted is called, outside of locks, with what was unlinked to make room.
func (g *Engine[K, V]) reportEvicted(out evicted[K, V]) {
	for _, report := range out.others {
		defer report() // whatever panics
	}
	g.report(out.es, func(e *Entry[K, V]) larder.Cause {
		cause := larder.CauseEvicted
		if e == out.own {
			cause = larder.CauseRejected
		}
		if cause = g.judge(e, out.at, cause); g.counts != nil {
			switch cause {
			case larder.CauseEvicted:
				g.often.Inc(evictions)
			case larder.CauseRejected:
				g.counts.rejections.Add(1)
			}
		}
		return cause
	})
}

// forget is called after entries were unlinked, but for room.
func (g *Engine[K, V]) forget(es ...*Entry[K, V]) {
	if g.bound != nil {
		for _, e := range es {
			g.bound.policy.Remove(markOf(e), g.bound.hasher.Hash(e.Key))
		}
	}
}

// ShareLimits has the engine keep to the limits of another, together with it. Neither
// is in use yet, and their options are the same.
func (g *Engine[K, V]) ShareLimits(other *Engine[K, V]) {
	if g.bound == nil {
		return
	}
	for _, one := range []*Engine[K, V]{g, other} {
		one.bound.policy.Yields(func(l policy.Leaving) (report func()) {
			out, _ := one.leave(nil, l, unread)
			return func() { one.reportEvicted(out) }
		})
	}
	g.bound.policy.Join(other.bound.policy)
}

// Resize is larder.Resizer's.
func (g *Engine[K, V]) Resize(capacity int) error {
	return g.resize("Capacity", int64(capacity), func(p *policy.Bound) (func(int64), bool) {
		set, _ := p.Bounds()
		return p.Resize, set
	})
}

// ResizeWeight is larder.Resizer's.
func (g *Engine[K, V]) ResizeWeight(most int64) error {
	return g.resize("MaxWeight", most, func(p *policy.Bound) (func(int64), bool) {
		_, set := p.Bounds()
		return p.ResizeWeight, set
	})
}

func (g *Engine[K, V]) resize(name string, limit int64, of func(*policy.Bound) (set func(int64), bounded bool)) error {
	if g.time.closed() {
		return larder.ErrClosed
	}
	if limit < 1 {
		return fmt.Errorf("%w: %s: %d is less than 1 (close the cache to have none)", larder.ErrLimit, name, limit)
	}
	if g.bound == nil {
		return fmt.Errorf("%w: the cache was made without Options.%s", larder.ErrLimit, name)
	}
	set, ok := of(g.bound.policy)
	if !ok {
		return fmt.Errorf("%w: the cache was made without Options.%s", larder.ErrLimit, name)
	}
	set(limit)
	for l := g.bound.policy.Shed(); l.Any(); l = g.bound.policy.Shed() {
		out, _ := g.leave(nil, l, unread)
		g.reportEvicted(out)
	}
	return nil
}

// meanAge returns for how long evicted entries had been there.
func (c *counters) meanAge() time.Duration {
	return time.Duration(c.ages.Load() / cmp.Or(c.aged.Load(), 1))
}
