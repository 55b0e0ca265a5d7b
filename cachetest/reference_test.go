package cachetest_test

import (
	"iter"
	"maps"
	"math"
	"sync"
	"time"

	"github.com/larder-go/larder"
)

// reference is the simplest cache that keeps the contract: a map, and one
// mutex that every operation takes. It is what shows that the suite accepts
// what it should, and what the caches with planted bugs are made from.
type reference[K comparable, V any] struct {
	o     larder.Options[K, V]
	clock larder.Clock
	epoch time.Time

	mu      sync.Mutex // guards the rest; never held while user code runs
	entries map[K]entry[V]
	closed  bool
	latest  time.Duration // no reading of the clock is before it
	stats   larder.Stats
	none    bool          // the capacity is 0, as that of a part may be
	uses    uint64        // counts Sets and hits
	ages    time.Duration // of what was evicted, in all
	least   time.Duration // the shortest TTL so far
	one     time.Duration // the TTL of all entries with SweepQueue, 0 until it is known
	sweeper               // of it all but the keys
	unseen  []K           // what the sweeper has yet to look at in this round
}

type entry[V any] struct {
	value    V
	deadline time.Duration // since epoch; NoExpiry for none
	ttl      time.Duration // after jitter; NoExpiry for none
	limited
}

func (e entry[V]) alive(now time.Duration) bool {
	return e.deadline > now || e.deadline == larder.NoExpiry // also at the end of time
}

type removal[K comparable, V any] struct {
	key   K
	value V
	cause larder.Cause
}

func newReference[K comparable, V any](o larder.Options[K, V]) (*reference[K, V], error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	r := &reference[K, V]{o: o, clock: o.Clock, entries: make(map[K]entry[V]), least: larder.NoExpiry}
	if o.TTL != 0 && o.TTL != larder.NoExpiry {
		r.one = o.TTL
	}
	if r.clock == nil {
		r.clock = larder.SystemClock{}
	}
	r.epoch = r.clock.Now()
	return r, nil
}

// lock reads the clock, locks, and returns the time.
func (r *reference[K, V]) lock() (now time.Duration) {
	now = r.clock.Now().Sub(r.epoch)
	r.mu.Lock()
	r.latest = max(r.latest, now)
	return r.latest
}

// unlock unlocks, sets the timer if one is needed, and reports.
func (r *reference[K, V]) unlock(left ...removal[K, V]) {
	wake := r.armLocked()
	r.mu.Unlock()
	wake()
	r.report(left)
}

func (r *reference[K, V]) report(left []removal[K, V]) {
	if r.o.OnRemove == nil || len(left) == 0 {
		return
	}
	defer r.report(left[1:]) // in any case
	r.o.OnRemove(left[0].key, left[0].value, left[0].cause)
}

func (r *reference[K, V]) Get(key K) (V, bool) {
	_ = map[K]bool{}[key] // panics if it is unhashable
	now := r.lock()
	e, there := r.entries[key]
	if there && e.alive(now) {
		r.stats.Hits++
		e = r.touchLocked(key, e)
		r.slideLocked(key, e, now)
		r.unlock()
		return e.value, true
	}
	r.stats.Misses++
	var left []removal[K, V]
	if there {
		r.stats.ExpiredReads++
		left = r.expireLocked(key, &r.stats.LazyDeletes)
	}
	r.unlock(left...)
	var none V
	return none, false
}

// slideLocked has the life of an entry that was found begin anew, if it gains
// enough by that.
func (r *reference[K, V]) slideLocked(key K, e entry[V], now time.Duration) {
	if r.o.Sliding == 0 || e.deadline == larder.NoExpiry {
		return
	}
	longer := later(now, e.ttl)
	if float64(longer-e.deadline) >= r.o.Sliding*float64(e.ttl) {
		e.deadline = longer
		r.entries[key] = e
	}
}

// expireLocked removes an entry that has expired, and counts it.
func (r *reference[K, V]) expireLocked(key K, count *uint64) []removal[K, V] {
	*count++
	left := removal[K, V]{key, r.entries[key].value, larder.CauseExpired}
	delete(r.entries, key)
	return []removal[K, V]{left}
}

func (r *reference[K, V]) Set(key K, value V, ttl time.Duration) error {
	_, err := r.SetIf(key, value, ttl, nil, nil)
	return err
}

// later returns the deadline that is ttl after now.
func later(now, ttl time.Duration) time.Duration {
	if ttl == larder.NoExpiry {
		return larder.NoExpiry
	}
	if ttl > math.MaxInt64-1-now {
		return math.MaxInt64 - 1
	}
	return now + ttl
}

func (r *reference[K, V]) Delete(key K) bool { return r.DeleteIf(key, nil, nil) }

func (r *reference[K, V]) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.entries)
}

func (r *reference[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		now := r.lock()
		live := make(map[K]V)
		for k, e := range r.entries {
			if e.alive(now) {
				live[k] = e.value
			}
		}
		r.unlock()
		maps.All(live)(yield)
	}
}

// Snapshot copies everything.
func (r *reference[K, V]) Snapshot() larder.Snapshot[K, V] { return r.freeze() }

func (r *reference[K, V]) freeze() *frozen[K, V] {
	f := &frozen[K, V]{now: r.lock()}
	f.entries = maps.Clone(r.entries)
	r.unlock()
	return f
}

func (r *reference[K, V]) Stats() larder.Stats {
	now := r.lock()
	defer r.unlock()
	stats := r.stats
	for _, e := range r.entries {
		if !e.alive(now) {
			stats.Overdue++
			stats.SweepLag = max(stats.SweepLag, now-e.deadline)
		}
	}
	if r.o.NoStats {
		stats = larder.Stats{}
	}
	stats.Size, stats.Weight = len(r.entries), int64(r.weightLocked())
	return stats
}

func (r *reference[K, V]) Clear() {
	r.mu.Lock()
	var left []removal[K, V]
	for k, e := range r.entries {
		left = append(left, removal[K, V]{k, e.value, larder.CauseCleared})
	}
	clear(r.entries)
	r.unlock(left...)
}

func (r *reference[K, V]) Close() error {
	r.mu.Lock()
	r.closed = true
	clear(r.entries)
	stop := r.stop
	r.stop = nil
	r.mu.Unlock()
	if stop != nil {
		stop()
	}
	return nil
}
