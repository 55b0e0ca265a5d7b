package loader

import (
	"context"
	"errors"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/flight"
)

// attend is the rest of GetOrLoad for everything but a plain hit of a cache that shows
// where values lie.
func (c *Cache[K, V]) attend(ctx context.Context, key K, load Func[K, V], it *Item[V], found bool) (V, error) {
	if v, ok := c.serve(ctx, key, load, it, found); ok {
		return v, nil
	}
	var none V
	if load == nil {
		load = c.o.Load
	}
	if err := c.admits(ctx, key); err != nil {
		return none, err
	}
	if err := ctx.Err(); err != nil {
		return none, err
	}
	return c.fetch(ctx, key, load, found)
}

// serve answers from what was found, if that may be served without waiting, and
// starts a refresh if that is due. It counts, and emits, a hit or a miss.
func (c *Cache[K, V]) serve(ctx context.Context, key K, load Func[K, V], it *Item[V], found bool) (value V, ok bool) {
	st := gone
	if found {
		st = fresh
		if it.more != nil || it.attend <= c.time.horizon.Load() {
			st = c.stateOf(it, c.time.now(), true)
		}
		if st == gone || st == fallback {
			c.counts.add(&c.counts.unserved, 1)
		}
	}
	switch st {
	case fresh, due:
		c.emit(EventHit, key)
	case stale:
		c.counts.add(&c.counts.staleServes, 1)
		c.emit(EventStaleServed, key)
	default:
		c.emit(EventMiss, key)
		return value, false
	}
	if st != fresh {
		c.refresh(ctx, key, load, it)
	}
	return it.value, true
}

// admits returns why key cannot be asked for, if it cannot.
func (c *Cache[K, V]) admits(ctx context.Context, key K) error {
	switch {
	case ctx == nil:
		return ErrNilContext
	case key != key: // it holds a NaN
		return larder.ErrKey
	case c.flights.Closed():
		return larder.ErrClosed
	}
	return nil
}

// Refresh loads key anew with Options.Load, whatever is there, waits for it, and
// returns the new value. A load that is in progress will do: for a value that is
// certainly newer than a change of the origin, Delete the old one first. Where the
// load fails, the old value stays, and the error is returned.
func (c *Cache[K, V]) Refresh(ctx context.Context, key K) (V, error) {
	return c.Reload(ctx, key, nil)
}

// Reload is Refresh with a load function of its own; nil means that of Options.
func (c *Cache[K, V]) Reload(ctx context.Context, key K, load Func[K, V]) (V, error) {
	var none V
	if err := c.admits(ctx, key); err != nil {
		return none, err
	}
	if load == nil {
		load = c.o.Load
	}
	if load == nil {
		return none, ErrNoLoader
	}
	asked, wait := c.tags.number.Load(), c.patience()
	defer wait.end()
	for {
		out, err := c.join(ctx, key, &job[K, V]{load: alone(load), forced: true}, wait, false)
		switch {
		case err != nil:
			return none, err
		case out.again(asked):
			continue
		}
		return out.value, out.err
	}
}

// fetch waits for a load of key, and starts it if need be. had says that there was an
// item, which may be a fallback.
func (c *Cache[K, V]) fetch(ctx context.Context, key K, load Func[K, V], had bool) (V, error) {
	asked, wait := c.tags.number.Load(), c.patience()
	defer wait.end()
	for {
		if v, err, known := c.known(key, had); known {
			return v, err
		}
		if load == nil {
			return c.instead(key, had, ErrNoLoader)
		}
		soft := had && c.o.SoftTimeout > 0 && c.fallback(key) != nil
		out, err := c.join(ctx, key, &job[K, V]{load: alone(load)}, wait, soft)
		switch {
		case err != nil && errors.Is(ctx.Err(), context.Canceled):
			var none V
			return none, err
		case errors.Is(err, errSoft) && c.fallback(key) == nil:
			continue // its window has ended meanwhile: nothing is there to be served
		case err != nil:
			return c.instead(key, had, err)
		case out.again(asked):
			continue
		case out.err != nil:
			return c.instead(key, had, out.err)
		}
		return out.value, nil
	}
}

// join waits for the load of key that is in progress, or for j, which it begins.
func (c *Cache[K, V]) join(ctx context.Context, key K, j *job[K, V], wait *patience, soft bool) (out outcome[V], err error) {
	asker := flight.Ask(ctx)
	call, leads, err := c.flights.Join(asker, key, nil)
	if err != nil {
		return out, joinError(err)
	}
	if leads {
		j.calls = []*flight.Call[K, outcome[V]]{call}
		c.begin(j)
	} else {
		c.counts.add(&c.counts.sharedWaits, 1)
		c.emit(EventSharedWait, key)
	}
	return c.await(ctx, asker, call, wait, soft)
}

// joinError says for users what the flights say.
func joinError(err error) error {
	switch {
	case errors.Is(err, flight.ErrCycle):
		return ErrRecursiveLoad
	case errors.Is(err, flight.ErrTooMany):
		return ErrTooManyWaiters
	}
	return err
}

// instead returns the value that may be served where loading it failed, or err. A
// value that does not exist is not replaced by an old one, nor is that of a closed
// cache.
func (c *Cache[K, V]) instead(key K, had bool, err error) (V, error) {
	var none V
	if !had || errors.Is(err, larder.ErrNotFound) || errors.Is(err, larder.ErrClosed) {
		return none, notSoft(err)
	}
	it := c.fallback(key)
	if it == nil {
		return none, notSoft(err)
	}
	if errors.Is(err, errSoft) {
		c.counts.add(&c.counts.softTimeouts, 1)
		c.emit(EventSoftTimeout, key)
	}
	if c.time.now() >= it.until { // or else it has come meanwhile
		c.counts.add(&c.counts.staleServes, 1)
		c.emit(EventStaleServed, key)
	}
	return it.value, nil
}

// fallback returns the item of key, if it may be served now where it cannot be
// loaded. It looks anew: the one that was found before may have been invalidated.
func (c *Cache[K, V]) fallback(key K) *Item[V] {
	it, found := c.probe(key)
	if !found || c.stateOf(&it, c.time.now(), false) == gone {
		return nil
	}
	return &it
}

// probe is a look into the cache below that is no hit or miss of a caller's.
func (c *Cache[K, V]) probe(key K) (Item[V], bool) {
	it, found := c.cache.Get(key)
	if found {
		c.counts.add(&c.counts.probedHits, 1)
	} else {
		c.counts.add(&c.counts.probedMisses, 1)
	}
	return it, found
}

func (c *Cache[K, V]) emit(kind EventKind, key K) {
	if c.events.Wanted() {
		c.events.Emit(Event[K]{Kind: kind, Key: key})
	}
}
