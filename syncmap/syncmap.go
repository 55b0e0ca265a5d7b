// Package syncmap is a cache on a sync.Map. An index of deadlines under a lock of
// its own tells the sweeper what has expired: a timing wheel or, with
// larder.SweepHeap, a min-heap.
//
// Use it where keys are stable and reads are nearly all. Its reads take no lock,
// but look further than those of package cow; its writes allocate three times
// and, for entries that expire, take one lock for the index.
package syncmap

import (
	"iter"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/engine"
)

// Cache is a larder.Cache on a sync.Map. Make one with New. It must not be
// copied.
type Cache[K comparable, V any] struct {
	g engine.Engine[K, V]
	s store[K, V]
}

// Instantiated here, the inlined bodies are exported to the user's package.
var (
	_ larder.Cache[int, int] = (*Cache[int, int])(nil)
	_ larder.Resizer         = (*Cache[int, int])(nil)
	_ larder.Counter         = (*Cache[int, int])(nil)

	_ larder.Conditional[int, int] = (*Cache[int, int])(nil)
)

// New returns an empty cache, or an *larder.OptionError.
func New[K comparable, V any](o larder.Options[K, V]) (*Cache[K, V], error) {
	c := new(Cache[K, V])
	c.s.init()
	switch o.Sweeper {
	case larder.SweepDefault:
		o.Sweeper = larder.SweepWheel
	case larder.SweepFull, larder.SweepCursor, larder.SweepAdaptive, larder.SweepSampled:
		c.s.listing = new(listing[K, V])
	}
	if err := c.g.Init(&c.s, o); err != nil {
		return nil, err
	}
	return c, nil
}

// Get returns the value of key. O(1), without a lock.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	e := c.s.Find(key)
	if e == nil || !c.g.Live(e) {
		return c.g.Miss(e)
	}
	if c.g.Watched() {
		c.g.Hit()
		if c.g.Attends(e) {
			c.g.Touch(e)
		}
	}
	return e.Value, true
}

// Set stores value under key for ttl. O(1); under the lock of the index where the
// entry expires.
func (c *Cache[K, V]) Set(key K, value V, ttl time.Duration) error { return c.g.Set(key, value, ttl) }

// Delete removes key and reports whether it was live. O(1); under the lock of the
// index where the entry would have expired.
func (c *Cache[K, V]) Delete(key K) bool { return c.g.Delete(key) }

// SetIf is Set on conditions: see larder.Conditional. O(1), as Set.
func (c *Cache[K, V]) SetIf(key K, value V, ttl time.Duration, fence *larder.Fence, allow func(old V, live bool) bool) (stored bool, err error) {
	return c.g.SetIf(key, value, ttl, fence, allow)
}

// DeleteIf is Delete on conditions: see larder.Conditional. O(1), as Delete.
func (c *Cache[K, V]) DeleteIf(key K, fence *larder.Fence, allow func(old V) bool) bool {
	return c.g.DeleteIf(key, fence, allow)
}

// Len returns the number of resident entries. O(1).
func (c *Cache[K, V]) Len() int { return c.g.Len() }

// All iterates over the live entries as sync.Map.Range does: not a view of one
// instant, no key twice.
func (c *Cache[K, V]) All() iter.Seq2[K, V] { return c.g.All() }

// Stats returns the counts so far.
func (c *Cache[K, V]) Stats() larder.Stats { return c.g.Stats() }

// Counts returns them for a price that does not grow: see larder.Counter.
func (c *Cache[K, V]) Counts() larder.Stats { return c.g.Counts() }

// Resize changes Options.Capacity: see larder.Resizer.
func (c *Cache[K, V]) Resize(capacity int) error { return c.g.Resize(capacity) }

// ResizeWeight changes Options.MaxWeight: see larder.Resizer.
func (c *Cache[K, V]) ResizeWeight(most int64) error { return c.g.ResizeWeight(most) }

// ShareLimits has the cache keep to the limits of another, together with it: what both
// hold counts, and either may evict from the other. Package sharded does so. Neither
// cache is in use yet, and their options are the same.
func (c *Cache[K, V]) ShareLimits(with *Cache[K, V]) { c.g.ShareLimits(&with.g) }

// Close ends the background work and drops the entries. It returns nil.
func (c *Cache[K, V]) Close() error { return c.g.Close() }
