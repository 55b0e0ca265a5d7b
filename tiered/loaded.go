package tiered

import (
	"context"
	"fmt"
	"time"

	"github.com/larder-go/larder"
)

// Func loads the value of a key from the origin. What loader.Func says of its context,
// of panics and of errors holds here, too; an error that wraps larder.ErrNotFound says
// that there is no value.
type Func[V any] func(ctx context.Context, key string) (Loaded[V], error)

// BulkFunc loads the values of many keys at once. What is missing from the result does
// not exist, as with larder.ErrNotFound. An error is that of every key. keys may not be
// kept.
type BulkFunc[V any] func(ctx context.Context, keys []string) (map[string]Loaded[V], error)

// Loaded is what a load returns, and what Put stores: a value and what is to be said about
// it. Every field but Value may be left zero.
type Loaded[V any] struct {
	Value V // what is cached

	// TTL is for how long the value is fresh, in both tiers; 0 means Options.TTL, and
	// larder.NoExpiry without end.
	TTL time.Duration

	// LocalTTL is for how long this node's memory serves it without asking the remote; 0
	// means Options.MaxStaleness, above which it cannot be.
	LocalTTL time.Duration

	// Jitter is a fraction in [0, 1) by which TTL is shortened at random; 0 means
	// Options.Jitter.
	Jitter float64

	// RefreshAfter is the age at which the value is loaded anew in the background; 0 means
	// what Options.RefreshAfter says.
	RefreshAfter time.Duration

	Weight int64    // in memory; 0 means what Options.Weigh says
	Pin    bool     // it is not evicted from memory: the highest priority
	Tags   []string // what InvalidateTag invalidates it by; not kept

	NoLocal    bool // memory does not keep it
	NoRemote   bool // the remote is not told: of Put, neither are the other nodes
	Background bool // the remote is told in the background; what fails is tried again as with Options.Backlog

	// NotModified says that the value that Previous returned is still right; Value is
	// ignored, and Tags if there are none.
	NotModified bool
}

func (l *Loaded[V]) validate() error {
	switch {
	case l.TTL < 0 || l.LocalTTL < 0 || l.RefreshAfter < 0:
		return fmt.Errorf("tiered: Loaded: %w: negative among TTL %v, LocalTTL %v and RefreshAfter %v", larder.ErrTTL, l.TTL, l.LocalTTL, l.RefreshAfter)
	case !(l.Jitter >= 0 && l.Jitter < 1):
		return fmt.Errorf("tiered: Loaded: Jitter %v is not in [0, 1)", l.Jitter)
	case l.Weight < 0:
		return fmt.Errorf("tiered: Loaded: %w: %d", larder.ErrWeight, l.Weight)
	case l.Pin && l.Weight > 0:
		return fmt.Errorf("tiered: Loaded: %w: %d, and Pin, which says that it is 0", larder.ErrWeight, l.Weight)
	}
	return nil
}

// Plain turns a function that returns a value and nothing else about it into a Func.
func Plain[V any](load func(ctx context.Context, key string) (V, error)) Func[V] {
	return func(ctx context.Context, key string) (Loaded[V], error) {
		v, err := load(ctx, key)
		return Loaded[V]{Value: v}, err
	}
}

// PlainMany turns a function that returns many values and nothing else about them into a
// BulkFunc.
func PlainMany[V any](load func(ctx context.Context, keys []string) (map[string]V, error)) BulkFunc[V] {
	return func(ctx context.Context, keys []string) (map[string]Loaded[V], error) {
		values, err := load(ctx, keys)
		all := make(map[string]Loaded[V], len(values))
		for key, v := range values {
			all[key] = Loaded[V]{Value: v}
		}
		return all, err
	}
}

// Reading says how GetWith reads. The zero value is what Get does.
type Reading struct {
	SkipLocal  bool // memory is not asked, but gets the value
	SkipRemote bool // the remote is not asked, and does not get what is loaded
	Shared     bool // the value is not cloned: the caller does not change it
}
