package loadertest

import (
	"context"
	"iter"

	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/snapshot"
)

// Clearer is a cache that can drop everything.
type Clearer interface {
	// Clear is that of loader.Cache. An error says that something may still be there.
	Clear(ctx context.Context) error
}

// Tagger is a cache that keeps loader.Loaded.Tags.
type Tagger interface {
	// InvalidateTag is that of loader.Cache. An error says that values with the tag may
	// still be served.
	InvalidateTag(ctx context.Context, tag string) error
}

// Peeker is a cache that can be looked at without loading anything.
type Peeker[K comparable, V any] interface {
	// Peek is that of loader.Cache: what is past its TTL is not there.
	Peek(ctx context.Context, key K) (value V, found bool, err error)
}

// Putter is a cache that stores values with all that can be said about them.
type Putter[K comparable, V any] interface {
	// Put is that of loader.Cache.
	Put(ctx context.Context, key K, l loader.Loaded[V]) error
}

// Refresher is a cache that loads a key whatever is there.
type Refresher[K comparable, V any] interface {
	// Refresh is that of loader.Cache.
	Refresh(ctx context.Context, key K) (V, error)
}

// ManyLoader is a cache that gets many keys with one load.
type ManyLoader[K comparable, V any] interface {
	// LoadMany is that of loader.Cache: nil for load means loader.Options.LoadMany, or
	// loader.Options.Load for each key.
	LoadMany(ctx context.Context, keys []K, load loader.BulkFunc[K, V]) (map[K]V, error)
}

// Warmer is a cache that can be filled before it is used.
type Warmer[K comparable, V any] interface {
	// Warm is that of loader.Cache.
	Warm(ctx context.Context, keys iter.Seq[K], o loader.Warming) (warm int, err error)
}

// Restorer is a cache that can be saved, and filled with what was saved.
type Restorer[K comparable, V any] interface {
	// Entries is that of loader.Cache.
	Entries() (iter.Seq[snapshot.Entry[K, V]], error)

	// WarmFrom is that of loader.Cache.
	WarmFrom(ctx context.Context, entries iter.Seq[snapshot.Entry[K, V]], o loader.Warming) (warm int, err error)
}

// Notifier is a cache that tells what happens.
type Notifier[K comparable] interface {
	// Subscribe is that of loader.Cache.
	Subscribe(queue int, handle func(loader.Event[K])) (unsubscribe func())
}

// Counter is a cache that counts what happens.
type Counter interface {
	// Stats is that of loader.Cache.
	Stats() loader.Stats
}
