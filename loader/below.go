package loader

import (
	"errors"
	"hash/maphash"

	"github.com/larder-go/larder"
)

// below makes a cache for items, and returns it once more as what writes on
// conditions. What it removes is reported through r.
func below[K comparable, V any, C larder.Cache[K, V]](mk func(larder.Options[K, V]) (C, error), o larder.Options[K, V], r *reports) (larder.Cache[K, V], larder.Conditional[K, V], error) {
	listener := o.OnRemove
	if listener != nil {
		o.OnRemove = func(key K, value V, cause larder.Cause) { r.report(func() { listener(key, value, cause) }) }
	}
	// What is asked before, of no value, is not to be weighed by the user's function.
	inUse := false
	if weigh := o.Weigh; weigh != nil {
		o.Weigh = func(key K, value V) int64 {
			if !inUse {
				return 0
			}
			return weigh(key, value)
		}
	}
	cache, err := mk(o)
	if err != nil {
		return nil, nil, err
	}
	conditional, ok := any(cache).(larder.Conditional[K, V])
	if ok = ok && works(conditional); ok {
		inUse = true
		return cache, conditional, nil
	}
	inUse = true
	locked := &locking[K, V]{Cache: cache, reports: r, seed: maphash.MakeSeed()}
	return locked, locked, nil
}

// works asks a cache that is made of others, which may not be able to.
func works[K comparable, V any](c larder.Conditional[K, V]) bool {
	var (
		key   K
		value V
		up    larder.Fence
	)
	up.Raise() // so that nothing is stored
	_, err := c.SetIf(key, value, larder.NoExpiry, &up, nil)
	return !errors.Is(err, errors.ErrUnsupported)
}

// below returns the options of the cache of the values.
func (o Options[K, V]) below() larder.Options[K, Item[V]] {
	b := larder.Options[K, Item[V]]{
		Sliding: o.Sliding,
		Sweeper: o.Sweeper, SweepInterval: o.SweepInterval, SweepLimit: o.SweepLimit, SweepSets: o.SweepSets, SweepBudget: o.SweepBudget,
		Capacity: o.Capacity, MaxWeight: o.MaxWeight, Policy: o.Policy,
		Clock: o.Clock, NoStats: o.NoStats,
	}
	if user := o.Weigh; o.Bounded() || user != nil { // for Loaded.Pin, too
		b.Weigh = func(key K, it Item[V]) int64 { return weigh(user, key, &it) }
	}
	if o.OnRemove != nil {
		b.OnRemove = func(key K, it Item[V], cause larder.Cause) { o.OnRemove(key, it.value, cause) }
	}
	return b
}

// belowVerdicts returns those of the cache of what is remembered of failures.
func (o Options[K, V]) belowVerdicts() larder.Options[K, Item[V]] {
	return larder.Options[K, Item[V]]{Capacity: o.NegativeCapacity, Clock: o.Clock, NoStats: true}
}

// filled returns the options with what zero values mean.
func (o Options[K, V]) filled() Options[K, V] {
	if o.Load == nil && o.LoadMany != nil {
		o.Load = single(o.LoadMany)
	}
	o.TTL = orDefault(o.TTL, larder.NoExpiry)
	o.LoadTimeout = orDefault(o.LoadTimeout, defaultLoadTimeout)
	o.RetryAfter = orDefault(o.RetryAfter, defaultRetryAfter)
	o.NegativeCapacity = orDefault(o.NegativeCapacity, defaultNegativeCapacity)
	if o.ErrorTTL > 0 && o.ErrorTTLMax == 0 {
		o.ErrorTTLMax = doubled(o.ErrorTTL, defaultErrorDoublings)
	}
	return o
}
