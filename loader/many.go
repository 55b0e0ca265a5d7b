package loader

import (
	"context"
	"errors"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/flight"
)

// GetMany returns the values of keys: those that are there, and the others from one
// call of Options.LoadMany, or a call of Options.Load for each. Keys that are being
// loaded already are waited for, and not loaded again.
//
// Keys without a value are missing from the result, and no error. Where others could
// not be loaded, their errors are joined, each once, and the result has the rest.
func (c *Cache[K, V]) GetMany(ctx context.Context, keys []K) (map[K]V, error) {
	return c.LoadMany(ctx, keys, c.o.LoadMany)
}

// LoadMany is GetMany with a load function of its own; nil means those of Options.
func (c *Cache[K, V]) LoadMany(ctx context.Context, keys []K, load BulkFunc[K, V]) (map[K]V, error) {
	if ctx == nil {
		return nil, ErrNilContext
	}
	m := &many[K, V]{c: c, ctx: ctx, asker: flight.Ask(ctx), load: load, values: make(map[K]V, len(keys)), wait: c.patience()}
	defer m.wait.end()
	if m.load == nil {
		m.load = c.o.LoadMany
	}
	m.asked = c.tags.number.Load()
	for misses := m.serve(keys); len(misses) > 0; {
		misses = m.fetch(misses)
	}
	return m.values, errors.Join(m.errs...)
}

// many is one call of LoadMany. It is one goroutine's.
type many[K comparable, V any] struct {
	c     *Cache[K, V]
	ctx   context.Context
	asker flight.Asker   // with ctx
	load  BulkFunc[K, V] // nil: c.o.Load, one by one
	wait  *patience

	asked  uint64 // the number of the last invalidation of a tag before the call
	values map[K]V
	errs   []error
}

// miss is a key that is to be loaded.
type miss[K comparable, V any] struct {
	key  K
	had  bool // there was an item, which may be a fallback
	call *call[K, V]
}

// serve answers what can be answered without waiting, and returns the rest.
func (m *many[K, V]) serve(keys []K) (misses []miss[K, V]) {
	seen, alone := make(map[K]bool, len(keys)), m.alone()
	for _, key := range keys {
		if seen[key] {
			continue
		}
		seen[key] = true
		it, found := m.c.cache.Get(key)
		if v, ok := m.c.serve(m.ctx, key, alone, &it, found); ok {
			m.values[key] = v
			continue
		}
		if err := m.c.admits(m.ctx, key); err != nil {
			m.failed(err)
			continue
		}
		misses = append(misses, miss[K, V]{key: key, had: found})
	}
	if err := m.ctx.Err(); err != nil && len(misses) > 0 {
		m.failed(err)
		return nil
	}
	return misses
}

// alone returns the function that loads one key in the background.
func (m *many[K, V]) alone() Func[K, V] {
	if m.load == nil {
		return nil
	}
	return single(m.load)
}

// fetch loads what misses, and returns what has to be asked for again.
func (m *many[K, V]) fetch(misses []miss[K, V]) (again []miss[K, V]) {
	waits := m.join(misses)
	for _, w := range waits {
		out, err := m.c.await(m.ctx, m.asker, w.call, m.wait, w.had && m.c.o.SoftTimeout > 0 && m.c.fallback(w.key) != nil)
		switch {
		case err != nil && errors.Is(m.ctx.Err(), context.Canceled):
			m.failed(err)
		case errors.Is(err, errSoft) && m.c.fallback(w.key) == nil:
			again = append(again, w) // its window has ended meanwhile: nothing is there to be served
		case err == nil && out.again(m.asked):
			again = append(again, w)
		case err == nil && out.err == nil:
			m.values[w.key] = out.value
		default:
			m.instead(w, errors.Join(err, out.err))
		}
	}
	return again
}

// join begins one load for all keys that nobody loads yet.
func (m *many[K, V]) join(misses []miss[K, V]) (waits []miss[K, V]) {
	c := m.c
	var (
		run *flight.Run // of all of them; nil until there is one, and where they are loaded one by one
		led []*call[K, V]
	)
	begun := false
	defer func() {
		if !begun { // a panic of the user's, in OnRemove say
			for _, call := range led {
				c.flights.Settle(call, outcome[V]{err: ErrExited}, true)
			}
		}
	}()
	for _, w := range misses {
		if v, err, known := c.known(w.key, w.had); known {
			m.answer(w.key, v, err)
			continue
		}
		if m.load == nil && c.o.Load == nil {
			m.instead(w, ErrNoLoader)
			continue
		}
		call, leads, err := c.flights.Join(m.asker, w.key, run)
		if err != nil {
			m.instead(w, joinError(err))
			continue
		}
		if w.call = call; leads {
			led = append(led, call)
			if m.load != nil {
				run = call.Run
			}
		} else {
			c.counts.add(&c.counts.sharedWaits, 1)
			c.emit(EventSharedWait, w.key)
		}
		waits = append(waits, w)
	}
	begun = true
	m.begin(led)
	return waits
}

func (m *many[K, V]) begin(led []*call[K, V]) {
	if len(led) > 0 && m.load != nil {
		m.c.begin(&job[K, V]{calls: led, load: m.load})
		return
	}
	for _, one := range led {
		m.c.begin(&job[K, V]{calls: []*call[K, V]{one}, load: alone(m.c.o.Load)})
	}
}

func (m *many[K, V]) instead(w miss[K, V], err error) {
	v, err := m.c.instead(w.key, w.had, err)
	m.answer(w.key, v, err)
}

func (m *many[K, V]) answer(key K, v V, err error) {
	switch {
	case err == nil:
		m.values[key] = v
	case !errors.Is(err, larder.ErrNotFound):
		m.failed(err)
	}
}

// failed keeps an error, once.
func (m *many[K, V]) failed(err error) {
	for _, other := range m.errs {
		if errors.Is(other, err) {
			return
		}
	}
	m.errs = append(m.errs, err)
}
