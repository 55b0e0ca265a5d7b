package loader

import "github.com/larder-go/larder/internal/inside"

// Fresh returns the value of key if one is there that is fresh, and not due to be loaded
// anew, and counts a hit then. Where it returns false it has counted nothing and started
// nothing, and GetOrLoad is to be called next. So who makes a load function for each call
// makes one only where it may be needed. It costs and allocates no more than a hit.
func (c *Cache[K, V]) Fresh(key K) (V, bool) {
	if c.look == nil {
		it, found := c.cache.Get(key)
		return c.freshSlow(key, &it, found)
	}
	it := c.look.Look(key, inside.Key{})
	if it != nil && it.attend > c.time.horizon.Load() && it.more == nil && !c.events.Wanted() {
		return it.value, true
	}
	return c.freshSlow(key, it, it != nil)
}

// freshSlow is the rest of Fresh for everything but a plain hit.
func (c *Cache[K, V]) freshSlow(key K, it *Item[V], found bool) (V, bool) {
	var none V
	if !found {
		c.counts.add(&c.counts.probedMisses, 1)
		return none, false
	}
	// Where XFetch may decide on a refresh it is left to GetOrLoad: to be drawn once.
	now := c.time.now()
	if c.stateOf(it, now, false) == fresh && now < it.attend {
		c.emit(EventHit, key)
		return it.value, true
	}
	c.counts.add(&c.counts.probedHits, 1)
	return none, false
}

// Shows reports whether FreshRef can show anything: whether the cache below is an inside.Looker.
func (c *Cache[K, V]) Shows(_ inside.Key) bool { return c.look != nil }

// FreshRef is Fresh for other packages of this module, and returns where the value lies, nil for
// nothing: it must not be changed. It saves copying values that are several words long. Over
// a cache that does not show where it has them it returns nil, and has done nothing.
func (c *Cache[K, V]) FreshRef(key K, _ inside.Key) *V {
	if c.look == nil {
		return nil
	}
	it := c.look.Look(key, inside.Key{})
	if it != nil && it.attend > c.time.horizon.Load() && it.more == nil && !c.events.Wanted() {
		return &it.value
	}
	return c.refSlow(key, it)
}

func (c *Cache[K, V]) refSlow(key K, it *Item[V]) *V {
	if _, ok := c.freshSlow(key, it, it != nil); !ok {
		return nil
	}
	return &it.value
}

// Look is Peek for other packages of this module, and no read of anybody's: it is not counted.
func (c *Cache[K, V]) Look(key K, _ inside.Key) (V, bool) {
	it, found := c.probe(key)
	if found && c.stateOf(&it, c.time.now(), false) == fresh {
		return it.value, true
	}
	var none V
	return none, false
}
