// Package rwmutex is the plain cache: a map and a sync.RWMutex.
//
// Use it where memory matters more than reads from many cores, under package
// sharded where many goroutines write, and as the one to compare with. Readers
// do not block each other, but each of them writes the lock's memory, so that
// reads from many cores get in each other's way; where that shows, use package
// cow.
package rwmutex

import (
	"iter"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/engine"
)

// Cache is a larder.Cache and a larder.Clearer on a map under a lock. Make one
// with New. It must not be copied.
type Cache[K comparable, V any] struct {
	g engine.Engine[K, V]
	s store[K, V]
}

// Instantiated here, the inlined bodies are exported to the user's package.
var (
	_ larder.Cache[int, int] = (*Cache[int, int])(nil)

	_ larder.Resizer = (*Cache[int, int])(nil)
	_ larder.Counter = (*Cache[int, int])(nil)
	_ larder.Clearer = (*Cache[int, int])(nil)

	_ larder.Conditional[int, int] = (*Cache[int, int])(nil)
)

// New returns an empty cache, or an *larder.OptionError.
func New[K comparable, V any](o larder.Options[K, V]) (*Cache[K, V], error) {
	c := new(Cache[K, V])
	c.s.entries = make(map[K]*engine.Entry[K, V])
	if err := c.g.Init(&c.s, o); err != nil {
		return nil, err
	}
	return c, nil
}

// Get returns the value of key. O(1), under the read lock.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	if !c.g.KeyOK(key) {
		return c.g.Miss(nil)
	}
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

// Set stores value under key for ttl. O(1), under the write lock.
func (c *Cache[K, V]) Set(key K, value V, ttl time.Duration) error { return c.g.Set(key, value, ttl) }

// Delete removes key and reports whether it was live. O(1), under the write
// lock.
func (c *Cache[K, V]) Delete(key K) bool { return c.g.Delete(key) }

// SetIf is Set on conditions: see larder.Conditional. O(1): what is there it looks
// up under the read lock, and only to put the entry in place it takes the write lock.
func (c *Cache[K, V]) SetIf(key K, value V, ttl time.Duration, fence *larder.Fence, allow func(old V, live bool) bool) (stored bool, err error) {
	return c.g.SetIf(key, value, ttl, fence, allow)
}

// DeleteIf is Delete on conditions: see larder.Conditional. O(1), the
// same way.
func (c *Cache[K, V]) DeleteIf(key K, fence *larder.Fence, allow func(old V) bool) bool {
	return c.g.DeleteIf(key, fence, allow)
}

// Len returns the number of resident entries. O(1).
func (c *Cache[K, V]) Len() int { return c.g.Len() }

// All iterates over the entries that are resident when the loop begins and
// live when their turn comes. It copies 8 bytes an entry under the read lock.
func (c *Cache[K, V]) All() iter.Seq2[K, V] { return c.g.All() }

// Stats returns the counts so far.
func (c *Cache[K, V]) Stats() larder.Stats { return c.g.Stats() }

// Counts returns them for a price that does not grow: see larder.Counter.
func (c *Cache[K, V]) Counts() larder.Stats { return c.g.Counts() }

// Clear removes all entries at one instant. O(1) under the write lock, then
// O(n) for the reports.
func (c *Cache[K, V]) Clear() { c.g.Clear() }

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
