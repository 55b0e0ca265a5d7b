// Package sharded makes one cache of many: independent caches of any backend,
// each with its own locks and its own sweeper, with keys routed by a seeded
// hash.
//
// Use it over package rwmutex where many goroutines write, so that they
// seldom meet at one lock. It adds a hash and a jump to every operation, and
// little to a backend that is made of shards already, such as cow.Cache.
package sharded

import (
	"errors"
	"hash/maphash"
	"iter"
	"math/bits"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/engine"
)

// Cache is a larder.Cache made of shards. Make one with New. It must not be
// copied. What concerns several keys (All, Len, Stats) is done shard by shard,
// not at one instant; so it offers neither larder.Clearer nor
// larder.Snapshotter.
type Cache[K comparable, V any] struct {
	shards []larder.Cache[K, V] // a power of two
	shift  int                  // 64 - log2(len(shards))
	seed   maphash.Seed
	test   func(K) uint64 // replaces the hash; nil outside of tests

	// oneTTL is that of all entries, where queued: each shard would learn its
	// own. usual is that of DefaultTTL.
	queued bool
	usual  time.Duration
	oneTTL engine.OneTTL
}

var (
	_ larder.Cache[int, int] = (*Cache[int, int])(nil)
	_ larder.Resizer         = (*Cache[int, int])(nil)
	_ larder.Counter         = (*Cache[int, int])(nil)

	_ larder.Conditional[int, int] = (*Cache[int, int])(nil)
)

// New returns a cache whose shards are made by mk, a backend's constructor:
//
//	sharded.New(rwmutex.New[string, int], sharded.Options[string, int]{})
//
// The error is an *larder.OptionError, or what mk returned.
func New[K comparable, V any, C larder.Cache[K, V]](mk func(larder.Options[K, V]) (C, error), o Options[K, V]) (*Cache[K, V], error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if mk == nil {
		return nil, errors.New("sharded: New needs the constructor of a backend, such as rwmutex.New[string, int]")
	}
	n := o.shards()
	var first C
	queued := o.Sweeper == larder.SweepQueue
	c := &Cache[K, V]{shift: 64 - bits.TrailingZeros(uint(n)), seed: maphash.MakeSeed(), test: o.test, queued: queued, usual: o.TTL}
	_ = c.takeTTL(o.TTL) // the first
	for i := range n {
		shard, err := mk(o.Options)
		if err != nil {
			c.Close()
			return nil, err
		}
		c.shards = append(c.shards, shard)
		if i == 0 {
			first = shard
		} else if err := share(o, shard, first); err != nil {
			c.Close()
			return nil, err
		}
	}
	return c, nil
}

func (c *Cache[K, V]) shard(key K) larder.Cache[K, V] {
	var h uint64
	if c.test != nil {
		h = c.test(key)
	} else {
		h = maphash.Comparable(c.seed, key)
	}
	return c.shards[h>>c.shift]
}

// takeTTL returns an error if ttl is a finite one and another than those before. It is
// for caches with SweepQueue.
func (c *Cache[K, V]) takeTTL(ttl time.Duration) error {
	if ttl == larder.DefaultTTL {
		ttl = c.usual
	}
	if ttl <= 0 || ttl == larder.NoExpiry {
		return nil
	}
	return c.oneTTL.Take(ttl)
}

// Get returns the value of key from its shard.
func (c *Cache[K, V]) Get(key K) (V, bool) { return c.shard(key).Get(key) }

// Set stores value under key in its shard for ttl.
func (c *Cache[K, V]) Set(key K, value V, ttl time.Duration) error {
	if c.queued {
		if err := c.takeTTL(ttl); err != nil {
			return err
		}
	}
	return c.shard(key).Set(key, value, ttl)
}

// Delete removes key from its shard and reports whether it was live.
func (c *Cache[K, V]) Delete(key K) bool { return c.shard(key).Delete(key) }

// Len returns the sum over the shards.
func (c *Cache[K, V]) Len() int {
	n := 0
	for _, s := range c.shards {
		n += s.Len()
	}
	return n
}

// All iterates over the live entries of one shard after the other.
func (c *Cache[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, s := range c.shards {
			for k, v := range s.All() {
				if !yield(k, v) {
					return
				}
			}
		}
	}
}

// Stats returns the sum over the shards.
func (c *Cache[K, V]) Stats() larder.Stats {
	var sum larder.Stats
	for _, s := range c.shards {
		sum = sum.Add(s.Stats())
	}
	return sum
}

// Counts returns the sum over what the shards say for a price that does not grow, or
// over their Stats where they are no larder.Counter.
func (c *Cache[K, V]) Counts() larder.Stats {
	var sum larder.Stats
	for _, s := range c.shards {
		if counter, ok := s.(larder.Counter); ok {
			sum = sum.Add(counter.Counts())
		} else {
			sum = sum.Add(s.Stats())
		}
	}
	return sum
}

// Close closes every shard and returns what they return.
func (c *Cache[K, V]) Close() error {
	var errs []error
	for _, s := range c.shards {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}
