package engine

import (
	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/policy"
)

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
	if now = g.needed(now); ages {
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
		now = g.judgeable(own, out.es, l, now)
		out.at = g.time.notBefore(now)
	}
	g.bound.policy.Settle(l)
	return out, now
}

// judgeable takes note of what was evicted for own, and returns now, or the time if it
// was not read and one of them needs it.
func (g *Engine[K, V]) judgeable(own *Entry[K, V], es []*Entry[K, V], l policy.Leaving, now int64) int64 {
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
		born := l.At(i).Born
		if born == policy.Unborn {
			continue
		}
		now = g.read(now)
		if e := entryOf[K, V](l.At(i).Mark); e != own && e.Deadline > g.time.notBefore(now) {
			g.counts.ages.Add(max(now-born, 0))
			g.counts.aged.Add(1)
		}
	}
	return now
}

// needed returns now, or the time if that was not read and entries may have expired by it.
func (g *Engine[K, V]) needed(now int64) int64 {
	if g.time.finite.Load() {
		return g.read(now)
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
