package cachetest_test

import (
	"math"
	"time"
	"weak"

	"github.com/larder-go/larder"
)

// needsTickLocked reports whether a timer is to be set.
func (r *reference[K, V]) needsTickLocked() bool {
	if r.closed || r.ticking || !r.o.Sweeper.Ticks() {
		return false
	}
	for _, e := range r.entries {
		if e.deadline != larder.NoExpiry {
			return true
		}
	}
	return false
}

func (r *reference[K, V]) intervalLocked() time.Duration {
	if r.o.SweepInterval > 0 {
		return r.o.SweepInterval
	}
	return min(max(r.least/4, 10*time.Millisecond), 250*time.Millisecond)
}

// wake sets a timer that does not keep r from being collected.
func (r *reference[K, V]) wake(interval time.Duration) {
	held := weak.Make(r)
	stop := r.clock.AfterFunc(interval, func() {
		if r := held.Value(); r != nil {
			r.tick()
		}
	})
	r.mu.Lock()
	r.stop = stop
	closed := r.closed
	r.mu.Unlock()
	if closed {
		stop()
	}
}

func (r *reference[K, V]) tick() {
	now := r.lock()
	limit := r.o.SweepLimit
	if limit == 0 {
		limit = 1024
	}
	if r.o.Sweeper == larder.SweepFull {
		limit = math.MaxInt
	}
	if len(r.unseen) == 0 || r.o.Sweeper == larder.SweepFull {
		r.unseen = r.unseen[:0]
		for k := range r.entries {
			r.unseen = append(r.unseen, k)
		}
	}
	look := r.unseen[:min(limit, len(r.unseen))]
	r.unseen = r.unseen[len(look):]
	var left []removal[K, V]
	for _, k := range look {
		if e, there := r.entries[k]; there && !e.alive(now) {
			left = append(left, r.expireLocked(k, &r.stats.SweepDeletes)...)
		}
	}
	r.ticking = false
	r.unlock(left...)
}
