package loader_test

import (
	"iter"
	"maps"
	"sync"
	"time"

	"github.com/larder-go/larder"
)

// foreign is a cache that does what larder.Cache asks and nothing more: a map under a
// mutex, which has neither limits nor a listener.
type foreign[K comparable, V any] struct {
	o larder.Options[K, V]

	mu      sync.Mutex // guards the rest
	entries map[K]foreignEntry[V]
	stats   larder.Stats
	closed  bool
}

type foreignEntry[V any] struct {
	value V
	end   time.Time // zero: never
}

func newForeign[K comparable, V any](o larder.Options[K, V]) (*foreign[K, V], error) {
	if o.Clock == nil {
		o.Clock = larder.SystemClock{}
	}
	return &foreign[K, V]{o: o, entries: make(map[K]foreignEntry[V])}, o.Validate()
}

func (c *foreign[K, V]) Get(key K) (V, bool) {
	now := c.o.Clock.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	if !ok || !e.live(now) {
		c.stats.Misses++
		var none V
		return none, false
	}
	c.stats.Hits++
	return e.value, true
}

func (e foreignEntry[V]) live(now time.Time) bool { return e.end.IsZero() || now.Before(e.end) }

func (c *foreign[K, V]) Set(key K, value V, ttl time.Duration) error {
	now := c.o.Clock.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case ttl < 0:
		return larder.ErrTTL
	case c.closed:
		return larder.ErrClosed
	}
	e := foreignEntry[V]{value: value}
	if ttl == larder.DefaultTTL {
		ttl = c.o.TTL
	}
	if ttl != 0 && ttl != larder.NoExpiry {
		e.end = now.Add(ttl)
	}
	c.entries[key] = e
	return nil
}

func (c *foreign[K, V]) Delete(key K) bool {
	now := c.o.Clock.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[key]
	delete(c.entries, key)
	return ok && e.live(now)
}

func (c *foreign[K, V]) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.entries)
}

func (c *foreign[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		c.mu.Lock()
		entries := maps.Clone(c.entries)
		c.mu.Unlock()
		for key, e := range entries {
			if e.live(c.o.Clock.Now()) && !yield(key, e.value) {
				return
			}
		}
	}
}

func (c *foreign[K, V]) Stats() larder.Stats {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stats
}

func (c *foreign[K, V]) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	clear(c.entries)
	return nil
}
