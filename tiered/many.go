package tiered

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// GetMany returns the values of keys: those in memory, then those in the remote, in one
// round trip for each server, and the others from one call of Options.LoadMany, or calls of
// Options.Load. Keys that are being loaded already, here or by another node, are waited for.
//
// Keys without a value are missing from the result, and no error. Where others could not be
// found, their errors are joined, each once, and the result has the rest.
func (c *Cache[V]) GetMany(ctx context.Context, keys []string) (map[string]V, error) {
	return c.GetOrLoadMany(ctx, keys, nil)
}

// GetOrLoadMany is GetMany with a load function of its own; nil means those of Options.
func (c *Cache[V]) GetOrLoadMany(ctx context.Context, keys []string, load BulkFunc[V]) (map[string]V, error) {
	if ctx == nil {
		return nil, loader.ErrNilContext
	}
	var errs []error
	valid := make([]string, 0, len(keys))
	for _, key := range keys {
		if err := c.checkKey(key); err != nil {
			errs = append(errs, err)
			continue
		}
		valid = append(valid, key)
	}
	s, began := &search[V]{c: c, many: load}, c.now()
	entries, err := c.l1.LoadMany(ctx, valid, s.all)
	if err != nil {
		errs = append(errs, err)
	}
	values := make(map[string]V, len(entries))
	for key, e := range c.allRevalidated(ctx, entries, s, began, &errs) {
		values[key] = c.given(e, Reading{})
	}
	return values, errors.Join(errs...)
}

// allRevalidated is revalidated for many: those that are of an earlier term are asked about side by
// side, some at a time.
func (c *Cache[V]) allRevalidated(ctx context.Context, entries map[string]Entry[V], s *search[V], began int64, errs *[]error) map[string]Entry[V] {
	var (
		trust = c.trust.Load()
		mu    sync.Mutex // guards entries and errs from here on
		group sync.WaitGroup
		turns = make(chan struct{}, mostParallel)
	)
	asked := make(map[string]Entry[V])
	for key, e := range entries {
		if e.trust != trust || c.now() >= e.local {
			asked[key] = e
		}
	}
	for key, e := range asked {
		turns <- struct{}{}
		group.Go(func() {
			defer func() { <-turns }()
			e, err := c.revalidated(ctx, key, e, s, began)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				entries[key] = e
				return
			}
			delete(entries, key)
			if !errors.Is(err, larder.ErrNotFound) {
				*errs = append(*errs, fmt.Errorf("%q: %w", key, err))
			}
		})
	}
	group.Wait()
	return entries
}

// Warm finds what memory does not have of keys, in both tiers, with bounded parallelism, and
// returns for how many there is a value then. A key without a value is no error. It goes on
// after a load that fails; the error tells how many did, and wraps the first few. When ctx
// ends it stops early and returns ctx.Err.
func (c *Cache[V]) Warm(ctx context.Context, keys iter.Seq[string], o loader.Warming) (warm int, err error) {
	return c.l1.Warm(ctx, keys, o)
}
