package tiered

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// origin loads keys from the origin, under the leases of a token, "" for none, and keeps
// what comes in both tiers. Leases that are not used up are given back, whatever happens.
func (f *find[V]) origin(keys []string, token string) {
	if len(keys) == 0 {
		return
	}
	load := f.loadFunc()
	open := keys // keys whose leases are to be given back
	defer func() {
		if token != "" && len(open) > 0 {
			f.c.release(f.ctx, open, token)
		}
	}()
	if load == nil {
		f.failAll(keys, ErrNoLoader)
		return
	}
	release, err := f.turn(f.c.slots)
	if err != nil {
		f.failAll(keys, err)
		return
	}
	defer release()
	stop := f.c.extend(f.ctx, keys, token)
	defer stop()
	began := f.c.now()
	values := load(context.WithValue(f.ctx, findKey{}, f), keys)
	took := time.Duration(f.c.now() - began)
	f.count(keys, values, took)
	open = f.keep(keys, token, values, took)
}

// loadFunc returns the function that loads many keys, each with its error in its place;
// nil if there is none.
func (f *find[V]) loadFunc() func(ctx context.Context, keys []string) map[string]origin[V] {
	one, many := f.load, f.many
	if one == nil && many == nil {
		one, many = f.c.o.Load, f.c.o.LoadMany
	}
	switch {
	case many != nil:
		return bulk(many)
	case one != nil:
		return each(one)
	}
	return nil
}

// origin is what came of loading one key.
type origin[V any] struct {
	Loaded[V]
	err error
}

// bulk makes of a BulkFunc one with an answer for each key.
func bulk[V any](load BulkFunc[V]) func(ctx context.Context, keys []string) map[string]origin[V] {
	return func(ctx context.Context, keys []string) map[string]origin[V] {
		values, err := load(ctx, keys)
		all := make(map[string]origin[V], len(keys))
		for _, key := range keys {
			l, ok := values[key]
			o := origin[V]{l, err}
			if !ok && err == nil {
				o.err = larder.ErrNotFound
			}
			all[key] = o
		}
		return all
	}
}

// mostParallel is how many keys one call loads at a time where they are loaded one by one.
const mostParallel = 16

// each makes of a Func one for many keys. A single one is loaded by the caller's
// goroutine, and the loader sees to its panics.
func each[V any](load Func[V]) func(ctx context.Context, keys []string) map[string]origin[V] {
	return func(ctx context.Context, keys []string) map[string]origin[V] {
		all := make(map[string]origin[V], len(keys))
		if len(keys) == 1 {
			l, err := load(ctx, keys[0])
			all[keys[0]] = origin[V]{l, err}
			return all
		}
		var (
			mu    sync.Mutex // guards all
			group sync.WaitGroup
			turns = make(chan struct{}, mostParallel)
		)
		for _, key := range keys {
			turns <- struct{}{}
			group.Add(1)
			go func() {
				o := origin[V]{err: loader.ErrExited}
				defer func() {
					if p := recover(); p != nil {
						o = origin[V]{err: &loader.PanicError{Value: p, Stack: debug.Stack()}}
					}
					mu.Lock()
					all[key] = o
					mu.Unlock()
					<-turns
					group.Done()
				}()
				l, err := load(ctx, key)
				o = origin[V]{l, err}
			}()
		}
		group.Wait()
		return all
	}
}

// extend prolongs leases for as long as a load takes, until stop. An origin that ignores its
// context does not keep other nodes waiting for longer than that lasts.
func (c *Cache[V]) extend(ctx context.Context, keys []string, token string) (stop func()) {
	if token == "" {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(max(c.o.LeaseTTL/3, time.Millisecond))
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				_ = c.remote.Extend(ctx, keys, Leasing{Token: token, For: c.o.LeaseTTL, Lock: !c.o.NoLock}) // Fill will tell
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

// release gives leases back, also where the load was cancelled: others wait for them.
func (c *Cache[V]) release(ctx context.Context, keys []string, token string) {
	keys = slices.DeleteFunc(slices.Clone(keys), c.down)
	if len(keys) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.o.RemoteTimeout)
	defer cancel()
	_ = c.remote.Release(ctx, keys, token) // they end by themselves
}

// findKey is the key under which the context of a load function holds its find.
type findKey struct{}

// Previous returns the value of key that is there while it is loaded, stale perhaps, in
// memory or in the remote, to the load function that was given ctx: to ask the origin
// whether it has changed, and return Loaded.NotModified if not. V must be the very type of
// the cache's values.
func Previous[V any](ctx context.Context, key string) (Loaded[V], bool) {
	f, ok := ctx.Value(findKey{}).(*find[V])
	if !ok {
		return Loaded[V]{}, false
	}
	return f.before(key)
}

// before returns what there was of key. It only reads, since several loads may ask at once.
func (f *find[V]) before(key string) (Loaded[V], bool) {
	if fb, ok := f.fallbacks[key]; ok {
		return Loaded[V]{Value: fb.entry.value, Tags: fb.tags}, true
	}
	if l, ok := loader.Previous[Entry[V]](f.ctx, key); ok && f.c.now() < l.Value.limit {
		return Loaded[V]{Value: l.Value.value, Tags: l.Tags}, true
	}
	return Loaded[V]{}, false
}

// unmodified returns what a load that said NotModified stands for.
func (f *find[V]) unmodified(key string, l Loaded[V]) (Loaded[V], error) {
	old, ok := f.before(key)
	if !ok {
		return l, loader.ErrNotModified
	}
	l.Value, l.NotModified = old.Value, false
	if len(l.Tags) == 0 {
		l.Tags = old.Tags
	}
	return l, nil
}

// settled returns the error of a load, with that the value makes no sense.
func (f *find[V]) settled(key string, o *origin[V]) error {
	if o.err != nil {
		return o.err
	}
	var err error
	if o.NotModified {
		if o.Loaded, err = f.unmodified(key, o.Loaded); err != nil {
			return err
		}
		f.c.counts.notModified.Add(1)
	}
	return errors.Join(o.validate(), f.c.checkTags(o.Tags))
}

// count counts loads, and tells of them.
func (f *find[V]) count(keys []string, values map[string]origin[V], took time.Duration) {
	n := &f.c.counts
	n.loads.Add(uint64(len(keys)))
	n.origin.add(took)
	for _, key := range keys {
		err := values[key].err
		switch {
		case err == nil:
			f.c.emit(Event{Kind: EventOriginLoaded, Key: key, Took: took})
			continue
		case errors.Is(err, larder.ErrNotFound):
			n.loadsNotFound.Add(1)
		default:
			n.loadErrors.Add(1)
		}
		f.c.emit(Event{Kind: EventOriginFailed, Key: key, Took: took, Err: err})
	}
}
