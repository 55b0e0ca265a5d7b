package loader

import (
	"context"
	"errors"
	"iter"
	"sync"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/events"
	"github.com/larder-go/larder/internal/flight"
	"github.com/larder-go/larder/internal/inside"
)

// Cache is a loading cache. Make one with New. It is safe for concurrent use and must
// not be copied.
type Cache[K comparable, V any] struct {
	cache larder.Cache[K, Item[V]] // of the values

	// verdicts has what is remembered of keys that were not found or could not be
	// loaded. more.err of its items is returned until until; before attend nothing is
	// tried while there is a value to serve.
	verdicts larder.Cache[K, Item[V]]

	look  inside.Looker[K, Item[V]]      // cache, as is; nil if it is none
	write larder.Conditional[K, Item[V]] // cache, as is
	judge larder.Conditional[K, Item[V]] // verdicts

	o        Options[K, V] // with defaults filled in; never changes
	time     timeline
	tags     tags
	warmings warmings[K]
	flights  *flight.Group[K, outcome[V]]
	events   events.Bus[Event[K]]
	reports  reports
	counts   counts
	slots    chan struct{} // has an element for each load that runs; nil without Options.MaxLoads
	closing  sync.Once     // of the caches below
}

// New returns a cache over the backend that mk makes:
//
//	loader.New(cow.New, loader.Options[string, []byte]{Load: load})
//
// Over package sharded, or to give a backend more than its larder.Options:
//
//	loader.New(func(o larder.Options[string, loader.Item[[]byte]]) (*sharded.Cache[string, loader.Item[[]byte]], error) {
//		return sharded.New(rwmutex.New, sharded.Options[string, loader.Item[[]byte]]{Options: o})
//	}, …)
//
// mk is called twice: what is remembered of failures has a cache of its own, so that
// it takes no room of the values. A backend that is no larder.Conditional
// works as well; then writes through the loader take a lock of its own, and OnRemove
// may be called on another goroutine that writes, and after the operation.
//
// The error is an *larder.OptionError, or what mk returned.
func New[K comparable, V any, C larder.Cache[K, Item[V]]](mk func(larder.Options[K, Item[V]]) (C, error), o Options[K, V]) (*Cache[K, V], error) {
	if mk == nil {
		return nil, errors.New("loader: New needs the constructor of a backend, such as cow.New")
	}
	if err := o.Validate(); err != nil {
		return nil, err
	}
	c := &Cache[K, V]{o: o.filled(), flights: flight.New[K, outcome[V]](o.MaxWaiters)}
	c.time.init(o.Clock)
	c.counts.off = o.NoStats
	if o.MaxLoads > 0 {
		c.slots = make(chan struct{}, o.MaxLoads)
	}
	var err error
	if c.cache, c.write, err = below(mk, c.o.below(), &c.reports); err != nil {
		return nil, err
	}
	if c.verdicts, c.judge, err = below(mk, c.o.belowVerdicts(), new(reports)); err != nil {
		c.cache.Close()
		return nil, err
	}
	c.look, _ = c.cache.(inside.Looker[K, Item[V]])
	c.time.beats = beat(c)
	return c, nil
}

// Get is GetOrLoad with the load function of Options.
func (c *Cache[K, V]) Get(ctx context.Context, key K) (V, error) {
	return c.GetOrLoad(ctx, key, c.o.Load)
}

// GetOrLoad returns the value of key: what is there if that may be served, and
// otherwise what load returns, which concurrent callers share. nil for load means
// that of Options. ctx bounds how long this caller waits, and gives the load its
// values.
//
// The error is that of the load; larder.ErrNotFound, wrapped perhaps, says that there
// is no value. It is ctx.Err where ctx ends first, and larder.ErrClosed after Close;
// see the variables of this package for others. The value is the zero value then.
//
// A hit costs a hit of the cache below and a few nanoseconds, and allocates nothing.
func (c *Cache[K, V]) GetOrLoad(ctx context.Context, key K, load Func[K, V]) (V, error) {
	if c.look == nil {
		it, found := c.cache.Get(key)
		return c.attend(ctx, key, load, &it, found)
	}
	it := c.look.Look(key, inside.Key{})
	if it != nil && it.attend > c.time.horizon.Load() && it.more == nil && !c.events.Wanted() {
		return it.value, nil
	}
	return c.attend(ctx, key, load, it, it != nil)
}

// Peek returns the value of key if one is there that is not past its TTL. It loads
// nothing and refreshes nothing.
func (c *Cache[K, V]) Peek(key K) (V, bool) {
	it, found := c.cache.Get(key)
	if found {
		if c.stateOf(&it, c.time.now(), false) == fresh {
			return it.value, true
		}
		c.counts.add(&c.counts.unserved, 1)
	}
	var none V
	return none, false
}

// Len returns the number of values that are resident, past their TTL perhaps.
func (c *Cache[K, V]) Len() int { return c.cache.Len() }

// All iterates over the values that are not past their TTL, as weakly as the cache
// below.
func (c *Cache[K, V]) All() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for key, it := range c.cache.All() {
			if c.stateOf(&it, c.time.now(), false) == fresh && !yield(key, it.value) {
				return
			}
		}
	}
}
