package sharded

import (
	"fmt"

	"github.com/larder-go/larder"
)

// mostByWeight is how many shards a cache has at most whose weight alone is limited:
// nobody knows how many entries that means.
const mostByWeight = 16

// leastOfShard is how many entries a shard of a bounded cache has room for at least,
// or there are fewer shards: a policy can tell little of fewer.
const leastOfShard = 64

// boundedShards returns how many of so many shards the limits are enough for.
func boundedShards(n, capacity int, weight int64) int {
	if capacity == 0 && weight > 0 {
		return min(n, mostByWeight)
	}
	for capacity > 0 && n > 1 && capacity/n < leastOfShard {
		n /= 2
	}
	return n
}

// sharer is a backend that keeps to limits together with others of its kind.
type sharer[C any] interface{ ShareLimits(with C) }

// share has a shard keep to the limits together with the first, so that they hold for
// the whole cache, and exactly, however the keys are spread.
func share[K comparable, V any, C larder.Cache[K, V]](o Options[K, V], shard, first C) error {
	if !o.Bounded() {
		return nil
	}
	s, ok := any(shard).(sharer[C])
	if !ok {
		return &larder.OptionError{Field: "Capacity", Reason: fmt.Sprintf("%T has no ShareLimits, so that shards of it could not keep to one limit", shard)}
	}
	s.ShareLimits(first)
	return nil
}

// Shards returns the number of shards: that of Options or, with a Capacity that is too
// small for so many, fewer.
func (c *Cache[K, V]) Shards() int { return len(c.shards) }

// Resize changes Options.Capacity, of all shards together: see larder.Resizer. It does
// not change the number of shards, so that a much smaller cache has more of them than
// are good for its hit ratio.
func (c *Cache[K, V]) Resize(capacity int) error {
	return c.resizer(func(r larder.Resizer) error { return r.Resize(capacity) })
}

// ResizeWeight changes Options.MaxWeight, of all shards together: see larder.Resizer.
func (c *Cache[K, V]) ResizeWeight(most int64) error {
	return c.resizer(func(r larder.Resizer) error { return r.ResizeWeight(most) })
}

// resizer calls resize with any of the shards: they share their limits.
func (c *Cache[K, V]) resizer(resize func(larder.Resizer) error) error {
	r, ok := c.shards[0].(larder.Resizer)
	if !ok {
		return fmt.Errorf("%w: %T has none", larder.ErrLimit, c.shards[0])
	}
	return resize(r)
}
