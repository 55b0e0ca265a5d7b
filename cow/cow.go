package cow

import (
	"iter"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/engine"
)

// Cache is a larder.Cache whose readers are wait-free. Make one with New. It
// must not be copied.
type Cache[K comparable, V any] struct {
	g engine.Engine[K, V]
	s store[K, V]
}

// Instantiated here, the inlined bodies are exported to the user's package.
var _ larder.Cache[int, int] = (*Cache[int, int])(nil)

// New returns an empty cache, or an *larder.OptionError.
func New[K comparable, V any](o larder.Options[K, V]) (*Cache[K, V], error) {
	return newCache(o, nil)
}

// newCache lets tests choose the hash; nil means the seeded one.
func newCache[K comparable, V any](o larder.Options[K, V], hash func(K) uint64) (*Cache[K, V], error) {
	c := new(Cache[K, V])
	c.s.init(hash)
	if err := c.g.Init(&c.s, o); err != nil {
		return nil, err
	}
	return c, nil
}

// Get returns the value of key. O(1), wait-free: a bounded number of atomic
// loads, unless the entry has expired.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	e := c.s.find(c.s.hash(key), key)
	if e == nil || !c.g.Live(e) {
		return c.g.Miss(e)
	}
	if c.g.Watched() {
		c.g.Hit()
	}
	return e.Value, true
}

// Set stores value under key for ttl. O(1) amortised, one allocation; under a
// lock that it shares with 1/64 of the keys.
func (c *Cache[K, V]) Set(key K, value V, ttl time.Duration) error {
	e, now, err := c.g.Prepare(key, value, ttl)
	if err != nil {
		return err
	}
	return c.g.Publish(e, c.s.Swap(e), now)
}

// Delete removes key and reports whether it was live. O(1) amortised.
func (c *Cache[K, V]) Delete(key K) bool { return c.g.Delete(key) }

// Len returns the number of resident entries, by adding 64 numbers.
func (c *Cache[K, V]) Len() int { return c.g.Len() }

// All iterates over the live entries, weakly consistently: a key that is
// deleted and set again during the loop may be visited twice.
func (c *Cache[K, V]) All() iter.Seq2[K, V] { return c.g.All() }

// Stats returns the counts so far.
func (c *Cache[K, V]) Stats() larder.Stats { return c.g.Stats() }

// Close ends the background work and drops the entries. It returns nil.
func (c *Cache[K, V]) Close() error { return c.g.Close() }
