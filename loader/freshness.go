package loader

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/larder-go/larder"
)

// state is what may be done with a value: see the package comment.
type state uint8

const (
	gone     state = iota // nothing
	fallback              // served if it cannot be loaded
	stale                 // served, past its TTL, and loaded in the background
	due                   // served, and loaded in the background
	fresh                 // served
)

// stateOf returns the state of an item now. ask says that the item is asked for, and
// may come up for an early refresh.
func (c *Cache[K, V]) stateOf(it *Item[V], now int64, ask bool) state {
	switch {
	case it.invalid():
		return gone
	case now < it.until:
		if ask && c.isDue(it, now) {
			return due
		}
		return fresh
	case now < after(it.until, c.o.StaleWhileRevalidate):
		return stale
	case now < after(it.until, c.o.StaleIfError):
		return fallback
	}
	return gone
}

// isDue decides on an early refresh.
func (c *Cache[K, V]) isDue(it *Item[V], now int64) bool {
	if now >= it.dueAt() {
		return true
	}
	if c.o.XFetch == 0 || it.until == never || it.more == nil {
		return false
	}
	gap := float64(it.more.cost) * c.o.XFetch * -math.Log(1-rand.Float64()) // Float64 is in [0, 1)
	return gap >= float64(it.until-now)
}

// mostGap is more than -ln(u) can be for a u that rand.Float64 leads to: with 53 bits
// it is at least 2⁻⁵³.
const mostGap = 37

// lifetime returns for how long a value is fresh for which ttl was given. All that
// is stored gets its lifetime here, so that jitter is applied to everything, once.
func (c *Cache[K, V]) lifetime(ttl time.Duration) time.Duration {
	if ttl == larder.DefaultTTL {
		ttl = c.o.TTL
	}
	if ttl == larder.NoExpiry || c.o.Jitter == 0 {
		return ttl
	}
	return max(ttl-time.Duration(rand.Float64()*c.o.Jitter*float64(ttl)), 1)
}

// item makes the item for what was loaded, which is fresh for ttl, and returns for how
// long the cache below is to keep it. cost is how long the load took, and since the number of the last
// invalidation of a tag that came before it.
func (c *Cache[K, V]) item(l *Loaded[V], ttl, cost time.Duration, since uint64) (it Item[V], keep time.Duration) {
	it = Item[V]{value: l.Value, attend: never, until: never}
	windowed := c.o.windowed() || l.RefreshAfter > 0
	refresh := never
	keep = ttl
	if c.o.Sliding == 0 && ttl != larder.NoExpiry || windowed {
		now := c.time.now()
		it.until = after(now, ttl)
		if windowed {
			refresh = c.refreshAt(l, now, ttl)
			it.attend = min(refresh, c.earliest(now, it.until, cost), it.until)
			keep = max(time.Duration(after(int64(ttl), c.o.StaleWhileRevalidate)), time.Duration(after(int64(ttl), c.o.StaleIfError)))
		}
		if it.attend == it.until && keep == ttl {
			it.attend = never // the cache below drops it in time
		}
		if it.attend != never {
			c.time.expect(time.Duration(it.attend - now))
		}
	}
	if l.Version != 0 || l.Weight != 0 || l.Pin || len(l.Tags) > 0 || (c.o.XFetch > 0 && it.until != never) {
		it.more = &more{version: l.Version, weight: l.Weight, pin: l.Pin, tags: c.tags.of(l.Tags), since: since, refresh: refresh, cost: cost}
	}
	return it, keep
}

// refreshAt returns when a value is due by its age.
func (c *Cache[K, V]) refreshAt(l *Loaded[V], now int64, ttl time.Duration) int64 {
	switch {
	case l.RefreshAfter > 0 && l.RefreshAfter < ttl:
		return after(now, l.RefreshAfter)
	case l.RefreshAfter > 0 || c.o.RefreshAfter == 0 || ttl == larder.NoExpiry:
		return never
	}
	return after(now, time.Duration(c.o.RefreshAfter*float64(ttl)))
}

// earliest returns the time before which XFetch cannot decide on a refresh.
func (c *Cache[K, V]) earliest(now, until int64, cost time.Duration) int64 {
	if c.o.XFetch == 0 || until == never {
		return never
	}
	if gap := float64(cost) * c.o.XFetch * mostGap; gap < float64(until-now) {
		return until - int64(gap)
	}
	return now
}
