package loader

import (
	"errors"
	"slices"
	"time"

	"github.com/larder-go/larder"
)

// Set stores value under key, to be fresh for ttl, which may be larder.DefaultTTL or
// larder.NoExpiry. A load of key that is in progress does not replace it. Errors are
// those of larder.Cache, and then nothing has changed, but that such a load is not
// stored either.
func (c *Cache[K, V]) Set(key K, value V, ttl time.Duration) error {
	return c.Put(key, Loaded[V]{Value: value, TTL: ttl})
}

// Put is Set with all that can be said about a value. It returns ErrVersion, and has
// changed nothing, where a value with a higher version is there.
func (c *Cache[K, V]) Put(key K, l Loaded[V]) error {
	switch {
	case l.NotModified:
		return ErrNotModified
	case key != key: // it holds a NaN
		return larder.ErrKey
	case c.flights.Closed():
		return larder.ErrClosed
	}
	if err := c.validate(&l); err != nil {
		return err
	}
	since := c.tags.number.Load()
	c.warmings.note(key)
	c.flights.BeginWrite(key, l.Version > 0)
	defer c.flights.EndWrite(key, l.Version > 0)
	it, keep := c.item(&l, c.lifetime(l.TTL), 0, since)
	if err := c.set(key, it, keep); err != nil {
		return err
	}
	c.time.wake(it.attend)
	c.verdicts.Delete(key)
	return nil
}

func (c *Cache[K, V]) set(key K, it Item[V], keep time.Duration) error {
	if it.version() == 0 {
		return c.cache.Set(key, it, keep)
	}
	stored, err := c.write.SetIf(key, it, keep, nil, func(old Item[V], live bool) bool {
		return !live || old.version() <= it.version() || old.invalid()
	})
	if err == nil && !stored {
		return ErrVersion
	}
	return err
}

// SetMany is Set for each of values. It goes on after an error, and returns all of
// them joined.
func (c *Cache[K, V]) SetMany(values map[K]V, ttl time.Duration) error {
	var errs []error
	for key, value := range values {
		if err := c.Set(key, value, ttl); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Delete removes the value of key, and what is remembered of its absence, and reports
// whether a value was there, past its TTL perhaps. When it has returned, no load that
// began before it was called is stored, or given to anybody who asks from now on. To
// be certain that later loads see a change of the origin, change that first.
func (c *Cache[K, V]) Delete(key K) bool {
	if key != key { // it holds a NaN
		return false
	}
	c.warmings.note(key)
	c.flights.BeginWrite(key, false)
	defer c.flights.EndWrite(key, false)
	c.verdicts.Delete(key)
	return c.cache.Delete(key)
}

// DeleteMany is Delete for each of keys, and returns how many values were there.
func (c *Cache[K, V]) DeleteMany(keys []K) (deleted int) {
	for _, key := range keys {
		if c.Delete(key) {
			deleted++
		}
	}
	return deleted
}

// InvalidateTag makes an end of all values with that tag, of loads in progress too,
// as Delete does for one key. O(1): they are found to be invalid when they are asked
// for, and until then, or until their TTL ends, they take their room.
func (c *Cache[K, V]) InvalidateTag(tag string) { c.tags.invalidate(tag) }

// Clear removes all values, as Delete does for one, and at one instant if the cache
// below is a larder.Clearer; if not, key by key.
func (c *Cache[K, V]) Clear() {
	c.warmings.noteAll()
	loading := c.flights.InvalidateAll()
	clearAll(c.verdicts, loading)
	clearAll(c.cache, loading)
	// Once more: a load that began meanwhile may have come upon a value that was still
	// there, and is not to be joined by who asks from now on.
	c.flights.InvalidateAll()
}

// clearAll clears a cache. Where that goes key by key, the keys of loads in progress
// are deleted as well, though nothing may be there: a load that has found its fence
// down, and has yet to put its value in place, does so before the Delete of its key
// or not at all.
func clearAll[K comparable, V any](cache larder.Cache[K, V], loading []K) {
	if clearer, ok := cache.(larder.Clearer); ok {
		clearer.Clear()
		return
	}
	keys := slices.Clone(loading)
	for key := range cache.All() {
		keys = append(keys, key)
	}
	for _, key := range keys {
		cache.Delete(key)
	}
}
