package engine

import (
	"time"

	"github.com/larder-go/larder"
)

// Anchor ties an engine's time to the wall clock, by one reading of both.
type Anchor struct {
	At   int64     // a time for a snapshot, as Cut returns it
	Wall time.Time // the same by the wall clock
}

// Anchor reads the clock. open is as for Cut.
func (g *Engine[K, V]) Anchor() (a Anchor, open bool) {
	now := time.Now()
	if g.time.clock != nil {
		now = g.time.clock.Now()
	}
	since := int64(now.Sub(g.time.epoch))
	a.At = g.time.notBefore(since)
	if g.time.clock != nil {
		raise(&g.time.high, a.At) // as Cut does
	}
	// Without the monotonic clock, which ends with the process.
	a.Wall = now.Round(0).Add(time.Duration(a.At - since))
	return a, g.Open()
}

// Open reports whether Close has not been called.
func (g *Engine[K, V]) Open() bool { return !g.time.closed() }

// Expiry returns when e expires, or the zero time if never.
func (a Anchor) Expiry(deadline int64) time.Time {
	if deadline == never {
		return time.Time{}
	}
	return a.Wall.Add(time.Duration(deadline - a.At))
}

// Restore is a Set of an entry that expires when it did where it comes from, at
// expiry by the wall clock, or never if that is the zero time. Jitter is not
// applied again; where entries slide, its time to live is what is left of it. An
// entry that has expired is not stored.
func (g *Engine[K, V]) Restore(a Anchor, key K, value V, expiry time.Time) error {
	if g.time.closed() {
		return larder.ErrClosed
	}
	if !g.KeyOK(key) {
		return larder.ErrKey
	}
	d := Draft{now: unread}
	ttl := expiry.Sub(a.Wall)
	if !expiry.IsZero() && ttl <= 0 {
		return nil
	}
	if err := g.weigh(key, value, &d); err != nil {
		return g.overwrite(key, d, err)
	}
	if expiry.IsZero() {
		return g.link(g.newEntry(key, value, never, 0), d)
	}
	g.time.seen(ttl)
	g.time.shows() // for the sweeper's alarm: to read all entries may take long
	return g.link(g.newEntry(key, value, after(a.At, ttl), int64(ttl)), d)
}
