package loadertest

import (
	"context"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// Of turns the constructor of a backend into a Factory of loading caches over it:
//
//	loadertest.Of(cow.New[string, loader.Item[int]])
func Of[K comparable, V any, C larder.Cache[K, loader.Item[V]]](mk func(larder.Options[K, loader.Item[V]]) (C, error)) Factory[K, V] {
	return func(o loader.Options[K, V]) (Cache[K, V], error) {
		c, err := loader.New(mk, o)
		if err != nil {
			return nil, err
		}
		return local[K, V]{c}, nil
	}
}

// local is a loader.Cache all of whose methods take a context.
type local[K comparable, V any] struct {
	*loader.Cache[K, V]
}

func (l local[K, V]) Set(_ context.Context, key K, value V, ttl time.Duration) error {
	return l.Cache.Set(key, value, ttl)
}

func (l local[K, V]) Put(_ context.Context, key K, loaded loader.Loaded[V]) error {
	return l.Cache.Put(key, loaded)
}

func (l local[K, V]) Delete(_ context.Context, key K) error {
	l.Cache.Delete(key)
	return nil
}

func (l local[K, V]) Clear(context.Context) error {
	l.Cache.Clear()
	return nil
}

func (l local[K, V]) InvalidateTag(_ context.Context, tag string) error {
	l.Cache.InvalidateTag(tag)
	return nil
}

func (l local[K, V]) Peek(_ context.Context, key K) (V, bool, error) {
	value, found := l.Cache.Peek(key)
	return value, found, nil
}
