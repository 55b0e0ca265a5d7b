package loader

import (
	"errors"
	"time"

	"github.com/larder-go/larder"
)

// known answers from what is remembered of a load that failed, if that is to be done:
// with the error, or, while no load is to be tried, with the value that may be served
// instead.
func (c *Cache[K, V]) known(key K, had bool) (value V, err error, known bool) {
	v, ok := c.verdicts.Get(key)
	if !ok {
		return value, nil, false
	}
	now := c.time.now()
	if now >= v.until && (!had || now >= v.attend) {
		return value, nil, false
	}
	if value, err = c.instead(key, had, v.more.err); err == nil {
		c.counts.add(&c.counts.unserved, -1) // it has not waited, and so it is a hit
		return value, nil, true
	}
	if now >= v.until {
		return value, nil, false
	}
	c.counts.add(&c.counts.negativeHits, 1)
	return value, err, true
}

// resting reports whether no load of key is to be tried while there is a value.
func (c *Cache[K, V]) resting(key K) bool {
	v, ok := c.verdicts.Get(key)
	return ok && c.time.now() < max(v.attend, v.until)
}

// remember takes note of a load that failed, unless the key was invalidated
// meanwhile. has says that there is a value that may be served instead.
func (c *Cache[K, V]) remember(call *call[K, V], err error, has bool) {
	var keep time.Duration
	now := c.time.now()
	it := Item[V]{attend: now, until: now, more: &more{err: err, failures: 1}}
	if errors.Is(err, larder.ErrNotFound) {
		if c.o.NegativeTTL == 0 {
			return
		}
		keep = c.lifetime(c.o.NegativeTTL)
		it.until = after(now, keep)
	} else {
		if c.o.ErrorTTL == 0 && !has {
			return
		}
		if before, ok := c.verdicts.Get(call.Key); ok {
			it.more.failures = before.more.failures + 1
		}
		if has {
			keep = c.o.RetryAfter
			it.attend = after(now, keep)
		}
		if c.o.ErrorTTL > 0 {
			ttl := c.lifetime(min(doubled(c.o.ErrorTTL, it.more.failures-1), c.o.ErrorTTLMax))
			it.until = after(now, ttl)
			keep = max(keep, time.Duration(after(int64(ttl), c.o.ErrorTTLMax))) // longer: the next failure is to know of this
		}
	}
	_, _ = c.judge.SetIf(call.Key, it, keep, &call.Strict, nil) // a cache that is closed or full remembers nothing
}

// doubled returns d doubled so many times, or the longest duration.
func doubled(d time.Duration, times int) time.Duration {
	for range times {
		if d > larder.NoExpiry/2 {
			return larder.NoExpiry
		}
		d *= 2
	}
	return d
}
