package cachetest_test

import (
	"fmt"
	"time"

	"github.com/larder-go/larder"
)

// limited is what the limits need to know of an entry.
type limited struct {
	weight int64
	since  time.Duration // when it was set
	set    uint64        // the number of its Set
	used   uint64        // the number of the Set or the hit that came last
}

// weigh is called before the lock is taken.
func (r *reference[K, V]) weigh(key K, value V) int64 {
	if r.o.Weigh == nil {
		return 0
	}
	return r.o.Weigh(key, value)
}

func (r *reference[K, V]) limitedLocked(weight int64, now time.Duration) limited {
	r.uses++
	return limited{weight: weight, since: now, set: r.uses, used: r.uses}
}

// touchLocked takes note of a hit.
func (r *reference[K, V]) touchLocked(key K, e entry[V]) entry[V] {
	r.uses++
	e.used = r.uses
	r.entries[key] = e
	return e
}

// weightLocked is unsigned, for the moment at which one entry is too many.
func (r *reference[K, V]) weightLocked() (sum uint64) {
	for _, e := range r.entries {
		sum += uint64(e.weight)
	}
	return sum
}

func (r *reference[K, V]) overLocked() bool {
	return r.none && len(r.entries) > 0 || r.o.Capacity > 0 && len(r.entries) > r.o.Capacity ||
		r.o.MaxWeight > 0 && r.weightLocked() > uint64(r.o.MaxWeight)
}

// makeRoomLocked removes entries until the limits are kept: others than the new
// one, if there is one, as long as there are any that are not pinned.
func (r *reference[K, V]) makeRoomLocked(new *K, now time.Duration) (left []removal[K, V]) {
	for r.overLocked() {
		key, ok := r.victimLocked(new, now)
		cause := larder.CauseEvicted
		switch {
		case !ok && new == nil:
			return left
		case !ok:
			key, cause = *new, larder.CauseRejected
			r.stats.Rejections++
		case !r.entries[key].alive(now):
			left = append(left, r.expireLocked(key, &r.stats.LazyDeletes)...)
			continue
		default:
			r.stats.Evictions++
			r.ages += now - r.entries[key].since
			r.stats.EvictionAge = r.ages / time.Duration(r.stats.Evictions)
		}
		left = append(left, removal[K, V]{key, r.entries[key].value, cause})
		delete(r.entries, key)
	}
	return left
}

// victimLocked returns the entry that is to leave next, if any may.
func (r *reference[K, V]) victimLocked(new *K, now time.Duration) (victim K, ok bool) {
	var first entry[V]
	for key, e := range r.entries {
		switch {
		case ok && e.alive(now) && !r.before(e, first): // most of them: the quickest test
		case new != nil && key == *new:
		case !e.alive(now):
			return key, true
		case r.o.Weigh != nil && e.weight == 0:
		default:
			victim, first, ok = key, e, true
		}
	}
	return victim, ok
}

// before reports whether e is to leave before other: of all policies but one the
// reference makes LRU.
func (r *reference[K, V]) before(e, other entry[V]) bool {
	if r.o.Policy != larder.PolicySoonestExpiry {
		return e.used < other.used
	}
	return e.deadline < other.deadline || e.deadline == other.deadline && e.set < other.set
}

func (r *reference[K, V]) Resize(capacity int) error {
	return r.resize(capacity > 0, func() (had bool) {
		if had = r.o.Capacity > 0; had && capacity > 0 {
			r.o.Capacity = capacity
		}
		return had
	})
}

func (r *reference[K, V]) ResizeWeight(most int64) error {
	return r.resize(most > 0, func() (had bool) {
		if had = r.o.MaxWeight > 0; had && most > 0 {
			r.o.MaxWeight = most
		}
		return had
	})
}

// resize has a limit changed, which reports whether the cache was made with it.
func (r *reference[K, V]) resize(valid bool, change func() (had bool)) error {
	now := r.lock()
	switch {
	case r.closed:
		r.unlock()
		return larder.ErrClosed
	case !change() || !valid:
		r.unlock()
		return fmt.Errorf("%w: it is below 1, or the cache was made without", larder.ErrLimit)
	}
	r.unlock(r.makeRoomLocked(nil, now)...)
	return nil
}
