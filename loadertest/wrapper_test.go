package loadertest_test

import (
	"context"
	"iter"
	"time"

	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/loadertest"
	"github.com/larder-go/larder/snapshot"
)

type (
	options  = loader.Options[string, int]
	loaded   = loader.Loaded[int]
	loadFunc = loader.Func[string, int]
	bulkFunc = loader.BulkFunc[string, int]
	event    = loader.Event[string]
	saved    = snapshot.Entry[string, int]
)

// whole is all that a cache under test can be.
type whole interface {
	loadertest.Cache[string, int]
	loadertest.Clearer
	loadertest.Tagger
	loadertest.Peeker[string, int]
	loadertest.Putter[string, int]
	loadertest.Refresher[string, int]
	loadertest.ManyLoader[string, int]
	loadertest.Warmer[string, int]
	loadertest.Restorer[string, int]
	loadertest.Notifier[string]
	loadertest.Counter
}

// wrapper is a sound cache with some methods replaced.
type wrapper struct {
	whole
	o         options
	get       func(ctx context.Context, key string, load loadFunc) (int, error)
	set       func(ctx context.Context, key string, value int, ttl time.Duration) error
	put       func(ctx context.Context, key string, l loaded) error
	delete    func(ctx context.Context, key string) error
	clear     func(ctx context.Context) error
	tag       func(ctx context.Context, tag string) error
	refresh   func(ctx context.Context, key string) (int, error)
	many      func(ctx context.Context, keys []string, load bulkFunc) (map[string]int, error)
	warm      func(ctx context.Context, keys iter.Seq[string], o loader.Warming) (int, error)
	restore   func(ctx context.Context, entries iter.Seq[saved], o loader.Warming) (int, error)
	entries   func() (iter.Seq[saved], error)
	subscribe func(queue int, handle func(event)) func()
	stats     func() loader.Stats
	close     func(ctx context.Context) error
}

func (w *wrapper) GetOrLoad(ctx context.Context, key string, load loadFunc) (int, error) {
	return w.get(ctx, key, load)
}
func (w *wrapper) Set(ctx context.Context, key string, value int, ttl time.Duration) error {
	return w.set(ctx, key, value, ttl)
}
func (w *wrapper) Put(ctx context.Context, key string, l loaded) error  { return w.put(ctx, key, l) }
func (w *wrapper) Delete(ctx context.Context, key string) error         { return w.delete(ctx, key) }
func (w *wrapper) Clear(ctx context.Context) error                      { return w.clear(ctx) }
func (w *wrapper) InvalidateTag(ctx context.Context, tag string) error  { return w.tag(ctx, tag) }
func (w *wrapper) Refresh(ctx context.Context, key string) (int, error) { return w.refresh(ctx, key) }
func (w *wrapper) LoadMany(ctx context.Context, keys []string, load bulkFunc) (map[string]int, error) {
	return w.many(ctx, keys, load)
}
func (w *wrapper) Warm(ctx context.Context, keys iter.Seq[string], o loader.Warming) (int, error) {
	return w.warm(ctx, keys, o)
}
func (w *wrapper) WarmFrom(ctx context.Context, entries iter.Seq[saved], o loader.Warming) (int, error) {
	return w.restore(ctx, entries, o)
}
func (w *wrapper) Entries() (iter.Seq[saved], error) { return w.entries() }
func (w *wrapper) Subscribe(queue int, handle func(event)) func() {
	return w.subscribe(queue, handle)
}
func (w *wrapper) Stats() loader.Stats             { return w.stats() }
func (w *wrapper) Close(ctx context.Context) error { return w.close(ctx) }

func sound(o options) (whole, error) {
	c, err := loadertest.Of(cow.New[string, loader.Item[int]])(o)
	if err != nil {
		return nil, err
	}
	return c.(whole), nil
}

// planted returns sound caches in which plant has replaced methods.
func planted(plant func(*wrapper)) loadertest.Suite {
	return loadertest.Suite{String: func(o options) (loadertest.Cache[string, int], error) {
		c, err := sound(o)
		if err != nil {
			return nil, err
		}
		w := &wrapper{
			whole: c, o: o, get: c.GetOrLoad, set: c.Set, put: c.Put, delete: c.Delete, clear: c.Clear, tag: c.InvalidateTag,
			refresh: c.Refresh, many: c.LoadMany, warm: c.Warm, restore: c.WarmFrom, entries: c.Entries, subscribe: c.Subscribe,
			stats: c.Stats, close: c.Close,
		}
		plant(w)
		return w, nil
	}}
}

// altered returns sound caches made with other options than they were given.
func altered(alter func(*options)) loadertest.Suite {
	return loadertest.Suite{String: func(o options) (loadertest.Cache[string, int], error) {
		if err := o.Validate(); err != nil {
			return nil, err
		}
		alter(&o)
		return sound(o)
	}}
}

// reloaded returns sound caches each of whose load functions is called by load instead;
// c is the cache.
func reloaded(load func(ctx context.Context, c whole, key string, f loadFunc) (loaded, error)) loadertest.Suite {
	return loadertest.Suite{String: func(o options) (loadertest.Cache[string, int], error) {
		var c whole
		other := func(f loadFunc) loadFunc {
			if f == nil {
				return nil
			}
			return func(ctx context.Context, key string) (loaded, error) { return load(ctx, c, key, f) }
		}
		many := func(f bulkFunc) bulkFunc {
			if f == nil {
				return nil
			}
			return func(ctx context.Context, keys []string) (map[string]loaded, error) {
				var values map[string]loaded
				_, err := load(ctx, c, keys[0], func(ctx context.Context, _ string) (l loaded, err error) {
					values, err = f(ctx, keys)
					return values[keys[0]], err
				})
				return values, err
			}
		}
		o.Load, o.LoadMany = other(o.Load), many(o.LoadMany)
		made, err := planted(func(w *wrapper) {
			c = w.whole
			get, getMany := w.get, w.many
			w.get = func(ctx context.Context, key string, f loadFunc) (int, error) { return get(ctx, key, other(f)) }
			w.many = func(ctx context.Context, keys []string, f bulkFunc) (map[string]int, error) {
				return getMany(ctx, keys, many(f))
			}
		}).String(o)
		return made, err
	}}
}

// relabelled returns sound caches in which what a load returns is changed.
func relabelled(change func(*loaded)) loadertest.Suite {
	return reloaded(func(ctx context.Context, _ whole, key string, f loadFunc) (loaded, error) {
		l, err := f(ctx, key)
		change(&l)
		return l, err
	})
}
