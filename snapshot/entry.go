package snapshot

import (
	"iter"
	"math"
	"time"

	"github.com/larder-go/larder"
)

// Entry is what is saved of one entry of a cache.
type Entry[K, V any] struct {
	Key   K // any key that the codec takes
	Value V // any value that the codec takes

	// Deadline is the time from which on the entry is absent. The zero time
	// means that it does not expire. A monotonic reading in it is not saved.
	Deadline time.Time
}

// TTL returns how long the entry lives from now on: larder.NoExpiry where it
// does not expire, a negative duration, which no cache takes, where it has
// expired, and never 0, which caches take for their default. For an entry that
// Read returned and the time that Read was given it is positive.
func (e Entry[K, V]) TTL(now time.Time) time.Duration {
	if e.Deadline.IsZero() {
		return larder.NoExpiry
	}
	left := e.Deadline.Sub(now)
	if left <= 0 {
		return -1
	}
	return min(left, math.MaxInt64-1) // a finite time to live stays finite
}

// Contents are the entries of a whole, verified input. They do not change, and
// may be read by any number of goroutines at once.
type Contents[K, V any] struct {
	blocks  [][]Entry[K, V] // as they lay in the input, so that nothing is copied
	count   int
	expired int
}

// Len returns the number of entries that All visits.
func (c *Contents[K, V]) Len() int { return c.count }

// Expired returns the number of entries that were left out because their
// deadline had passed.
func (c *Contents[K, V]) Expired() int { return c.expired }

// All iterates over the entries in the order in which they were written. Keys
// have not been compared: what was written twice is there twice.
func (c *Contents[K, V]) All() iter.Seq[Entry[K, V]] {
	return func(yield func(Entry[K, V]) bool) {
		for _, block := range c.blocks {
			for _, e := range block {
				if !yield(e) {
					return
				}
			}
		}
	}
}
