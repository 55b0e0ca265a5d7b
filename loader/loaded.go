package loader

import (
	"context"
	"fmt"
	"time"

	"github.com/larder-go/larder"
)

// Func loads the value of a key. It is called by one goroutine at a time for a key,
// unless the key is invalidated meanwhile, or the load before was given up; outside
// of locks. ctx has the values of the context of the caller that started the load,
// not its deadline: it ends when nobody waits any more, with Options.LoadTimeout,
// and with Close. To load other keys of the same cache hand ctx on, so that a load
// that waits for itself is found out.
//
// An error that wraps larder.ErrNotFound says that there is no value.
type Func[K comparable, V any] func(ctx context.Context, key K) (Loaded[V], error)

// BulkFunc loads the values of many keys at once, in one query perhaps. What is
// missing from the result does not exist, as with larder.ErrNotFound; what was not
// asked for is ignored and counted in Stats. An error is that of every key. keys may
// not be kept.
type BulkFunc[K comparable, V any] func(ctx context.Context, keys []K) (map[K]Loaded[V], error)

// Loaded is what a load returns, and what Put stores: a value and what is to be said
// about it. Every field but Value may be left zero.
type Loaded[V any] struct {
	Value V // what is cached

	// TTL is for how long the value is fresh; 0 means Options.TTL, and
	// larder.NoExpiry without end. Options.Jitter shortens it.
	TTL time.Duration

	// RefreshAfter is the age at which the value is loaded anew in the background; 0
	// means what Options.RefreshAfter and Options.XFetch say, and one not below TTL
	// never.
	RefreshAfter time.Duration

	// Weight is what the entry weighs; 0 means what Options.Weigh says.
	Weight int64

	// Pin says that the entry is never evicted; it counts towards Capacity all the same, and
	// weighs nothing. With NotModified it holds for the value that stays.
	Pin bool

	// Tags are what InvalidateTag invalidates it by. The slice is not kept.
	Tags []string

	// Version orders values of a key: one with a version never takes the place of
	// one with a higher one. 0 means none, which goes by order of arrival. What is
	// gone, be it deleted, evicted or expired, has left no version behind, so that a
	// late Put can bring back what was deleted: where rows can be, Delete the key
	// after a write instead.
	Version uint64

	// NotModified says that the value that Previous returned is still right; Value
	// is ignored, and Tags, Weight and Version if they are zero. Where there was no
	// such value, the load fails with ErrNotModified.
	NotModified bool

	// Err says that this key could not be loaded, where a BulkFunc has loaded others.
	// Put returns it.
	Err error
}

// validate returns why l cannot be stored, if it cannot.
func (c *Cache[K, V]) validate(l *Loaded[V]) error {
	switch {
	case l.Err != nil:
		return l.Err
	case l.TTL < 0:
		return larder.ErrTTL
	case l.RefreshAfter < 0:
		return fmt.Errorf("loader: Loaded.RefreshAfter: %v is negative: %w", l.RefreshAfter, larder.ErrTTL)
	case l.RefreshAfter > 0 && c.o.Sliding > 0:
		return fmt.Errorf("loader: Loaded.RefreshAfter: %v excludes Options.Sliding, with which an age means nothing", l.RefreshAfter)
	case l.Pin && l.Weight > 0:
		return fmt.Errorf("loader: Loaded.Weight: %w: %d, and Pin, with which it is 0", larder.ErrWeight, l.Weight)
	case l.Weight < 0:
		return fmt.Errorf("loader: Loaded.Weight: %w: %d", larder.ErrWeight, l.Weight)
	}
	return nil
}

// Plain turns a function that returns a value and nothing else about it into a Func.
func Plain[K comparable, V any](load func(ctx context.Context, key K) (V, error)) Func[K, V] {
	return func(ctx context.Context, key K) (Loaded[V], error) {
		v, err := load(ctx, key)
		return Loaded[V]{Value: v}, err
	}
}

// PlainMany turns a function that returns many values and nothing else about them into
// a BulkFunc.
func PlainMany[K comparable, V any](load func(ctx context.Context, keys []K) (map[K]V, error)) BulkFunc[K, V] {
	return func(ctx context.Context, keys []K) (map[K]Loaded[V], error) {
		values, err := load(ctx, keys)
		all := make(map[K]Loaded[V], len(values))
		for key, v := range values {
			all[key] = Loaded[V]{Value: v}
		}
		return all, err
	}
}
