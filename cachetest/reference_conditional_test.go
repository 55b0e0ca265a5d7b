package cachetest_test

import (
	"math/rand/v2"
	"time"

	"github.com/larder-go/larder"
)

// SetIf is Set, too, which has no conditions.
func (r *reference[K, V]) SetIf(key K, value V, ttl time.Duration, fence *larder.Fence, allow func(V, bool) bool) (bool, error) {
	if key != key {
		return false, larder.ErrKey
	}
	if ttl < 0 {
		return false, larder.ErrTTL
	}
	_ = map[K]bool{}[key]
	weight := r.weigh(key, value)
	if weight < 0 {
		return false, larder.ErrWeight
	}
	if ttl == larder.DefaultTTL {
		ttl = r.o.TTL
	}
	if ttl == 0 {
		ttl = larder.NoExpiry
	}
	now := r.lock()
	if err := r.takesLocked(ttl); err != nil {
		r.unlock()
		return false, err
	}
	now, ok := r.allowsLocked(now, key, fence, allow)
	tooLarge := r.o.MaxWeight > 0 && weight > r.o.MaxWeight
	switch {
	case r.closed:
		r.unlock()
		return false, larder.ErrClosed
	case !ok && tooLarge:
		r.unlock()
		return false, larder.ErrTooLarge
	case !ok:
		r.unlock()
		return false, nil
	}
	var left []removal[K, V]
	if old, there := r.entries[key]; there && !old.alive(now) {
		left = r.expireLocked(key, &r.stats.LazyDeletes)
	} else if there {
		left = append(left, removal[K, V]{key, old.value, larder.CauseReplaced})
	}
	if tooLarge {
		delete(r.entries, key)
		r.unlock(left...)
		return false, larder.ErrTooLarge
	}
	r.stats.Sets++
	if ttl != larder.NoExpiry {
		ttl = max(ttl-time.Duration(rand.Float64()*r.o.Jitter*float64(ttl)), 1)
		r.least = min(r.least, ttl)
	}
	e := entry[V]{value, later(now, ttl), ttl, r.limitedLocked(weight, now)}
	r.entries[key] = e
	left = append(left, r.makeRoomLocked(&key, now)...)
	r.soonest = min(r.soonest, e.deadline)
	r.unlock(append(left, r.sample(now)...)...)
	return true, nil
}

// takesLocked returns why nothing can be set now.
func (r *reference[K, V]) takesLocked(ttl time.Duration) error {
	if r.closed {
		return larder.ErrClosed
	}
	if r.o.Sweeper == larder.SweepQueue && ttl != larder.NoExpiry {
		if r.one == 0 {
			r.one = ttl
		}
		if ttl != r.one {
			return larder.ErrTTL
		}
	}
	return nil
}

func (r *reference[K, V]) DeleteIf(key K, fence *larder.Fence, allow func(V) bool) bool {
	_ = map[K]bool{}[key]
	now, ok := r.allowsLocked(r.lock(), key, fence, func(old V, live bool) bool {
		return !live || allow == nil || allow(old)
	})
	e, there := r.entries[key]
	live := ok && there && e.alive(now)
	var left []removal[K, V]
	if live {
		r.stats.Deletes++
		delete(r.entries, key)
		left = append(left, removal[K, V]{key, e.value, larder.CauseDeleted})
	} else if ok && there {
		left = r.expireLocked(key, &r.stats.LazyDeletes)
	}
	r.unlock(left...)
	return live
}

// allowsLocked asks allow, without the lock, until what is there when it has answered
// is what it was asked about. It returns the time by then.
func (r *reference[K, V]) allowsLocked(now time.Duration, key K, fence *larder.Fence, allow func(V, bool) bool) (time.Duration, bool) {
	for !fence.Raised() {
		if allow == nil {
			return now, true
		}
		e, there := r.entries[key]
		live := there && e.alive(now)
		var old V
		if live {
			old = e.value
		}
		r.unlock()
		ok := allow(old, live)
		r.mu.Lock()
		now = r.latest
		again, still := r.entries[key]
		if !ok {
			return now, false
		}
		if still == there && again.set == e.set && (still && again.alive(now)) == live {
			return now, !fence.Raised()
		}
	}
	return now, false
}
