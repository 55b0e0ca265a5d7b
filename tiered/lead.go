package tiered

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/larder-go/larder/loader"
)

// Waits for another node that loads a key: the first, the longest.
const (
	firstWait   = 2 * time.Millisecond
	longestWait = 100 * time.Millisecond
)

// lead finds keys that are to be loaded: it loads those of which it gets the lock, and then
// looks again and again for those that others load. Nobody waits for others while he
// has a lock himself, so nobody waits in a circle.
func (f *find[V]) lead(keys []string) {
	lock := !f.c.o.NoLock
	giveUp, wait := time.Now().Add(f.c.o.LockWait), firstWait
	for len(keys) > 0 {
		token := token()
		granted, held, changed, failed := f.lease(keys, token, lock)
		f.origin(granted, token)
		f.throughDown(failed)
		held = f.instead(held)
		if len(held) > 0 && len(granted) == 0 {
			f.c.counts.lockWaits.Add(uint64(len(held)))
			if !f.sleep(wait + rand.N(wait)) {
				f.failAll(append(held, changed...), context.Cause(f.ctx))
				return
			}
			wait = min(2*wait, longestWait)
			if time.Now().After(giveUp) {
				lock = false
			}
		}
		keys = f.look(append(held, changed...))
	}
}

// lease asks for leases.
func (f *find[V]) lease(keys []string, token string, lock bool) (granted, held, changed, down []string) {
	seen := make([]uint64, len(keys))
	for i, key := range keys {
		seen[i] = f.seen[key]
	}
	leases := f.c.remote.Lease(f.ctx, keys, seen, Leasing{Token: token, For: f.c.o.LeaseTTL, Lock: lock})
	for i, l := range leases {
		key := keys[i]
		switch {
		case l.Err != nil:
			if f.down(key, l.Err) {
				down = append(down, key)
			}
		case l.State == LeaseGranted:
			granted = append(granted, key)
		case l.State == LeaseChanged:
			changed = append(changed, key)
		default:
			held = append(held, key)
		}
	}
	return granted, held, changed, down
}

// instead answers keys that others load with what may be served meanwhile, and returns
// those for which there is nothing.
func (f *find[V]) instead(held []string) (rest []string) {
	for _, key := range held {
		fb, ok := f.fallbacks[key]
		if !ok {
			rest = append(rest, key)
			continue
		}
		f.c.counts.lockStale.Add(1)
		f.found[key] = f.throttled(key, fb)
	}
	return rest
}

// throttled is a fallback, for memory to serve until the next try. One that memory itself
// asked for early stays as it is.
func (f *find[V]) throttled(key string, fb fallback[V]) loader.Loaded[Entry[V]] {
	now := f.c.now()
	served := until(fb.entry.limit, now)
	if f.early[key] {
		served = sum(max(until(fb.entry.fresh, now), 0), f.c.o.StaleWhileRevalidate)
	}
	l := f.c.local(fb.entry, now, served, min(f.c.o.RetryAfter, served), fb.tags)
	if !f.early[key] && f.c.o.RetryAfter < l.TTL {
		l.TTL, l.RefreshAfter = f.c.o.RetryAfter, 0
		l.Value.local = after(now, l.TTL)
	}
	return l
}

// sleep waits, and reports whether that is not in vain.
func (f *find[V]) sleep(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-f.ctx.Done():
		return false
	}
}
