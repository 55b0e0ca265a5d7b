package loader

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"github.com/larder-go/larder/snapshot"
)

// Warming configures Warm and WarmFrom. The zero value works.
type Warming struct {
	// Parallel is how many calls of a load function Warm makes at a time, at most. 0
	// means 8.
	Parallel int

	// Batch is how many keys Warm gives to one call of Options.LoadMany. 0 means 100.
	Batch int

	// Progress is called after every batch, and by WarmFrom after every thousand
	// entries, with the number of keys done so far, and how many of these could not be
	// loaded: one call after the other, on the caller's goroutine.
	Progress func(done, failed int)
}

const (
	defaultParallel = 8
	defaultBatch    = 100
	progressEvery   = 1000
)

// Warm loads what is not there yet of keys, with bounded parallelism, and returns for
// how many there is a value then. A key without a value is no error. It goes on after
// a load that fails; the error tells how many did, and wraps the first few. When ctx
// ends it stops early and returns ctx.Err.
func (c *Cache[K, V]) Warm(ctx context.Context, keys iter.Seq[K], o Warming) (warm int, err error) {
	switch {
	case ctx == nil:
		return 0, ErrNilContext
	case o.Parallel < 0:
		return 0, fmt.Errorf("loader: Warming.Parallel: %d is negative", o.Parallel)
	case o.Batch < 0:
		return 0, fmt.Errorf("loader: Warming.Batch: %d is negative", o.Batch)
	case c.o.Load == nil:
		return 0, ErrNoLoader
	}
	size := 1
	if c.o.LoadMany != nil {
		size = orDefault(o.Batch, defaultBatch)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	batches, results := make(chan []K), make(chan warmed)
	var workers sync.WaitGroup
	for range orDefault(o.Parallel, defaultParallel) {
		workers.Go(func() {
			for batch := range batches {
				values, err := c.GetMany(ctx, batch)
				results <- warmed{asked: len(batch), found: len(values), err: err}
			}
		})
	}
	workers.Go(func() {
		defer close(batches)
		deal(ctx, keys, size, batches)
	})
	go func() {
		workers.Wait()
		close(results)
	}()
	return tally(ctx, results, o.Progress)
}

// warmed is how one batch ended.
type warmed struct {
	asked, found int
	err          error
}

// deal cuts keys into batches, until ctx ends.
func deal[K comparable](ctx context.Context, keys iter.Seq[K], size int, batches chan<- []K) {
	var batch []K
	send := func() bool {
		select {
		case batches <- batch:
			batch = nil
			return true
		case <-ctx.Done():
			return false
		}
	}
	for key := range keys {
		if batch = append(batch, key); len(batch) == size && !send() {
			return
		}
	}
	if len(batch) > 0 {
		send()
	}
}

// tally adds up what the workers report.
func tally(ctx context.Context, results <-chan warmed, progress func(done, failed int)) (warm int, err error) {
	const mostErrors = 4
	var (
		done, failed int
		errs         []error
	)
	for r := range results {
		done, warm = done+r.asked, warm+r.found
		if r.err != nil {
			failed += r.asked - r.found
			if len(errs) < mostErrors {
				errs = append(errs, r.err)
			}
		}
		if progress != nil {
			progress(done, failed)
		}
	}
	if err := ctx.Err(); err != nil {
		return warm, err
	}
	if len(errs) > 0 {
		return warm, fmt.Errorf("loader: %d of %d keys could not be loaded: %w", failed, done, errors.Join(errs...))
	}
	return warm, nil
}

// WarmFrom stores entries that were saved, with what is left of their time to live,
// under keys that have no value, and returns how many it stored. What has expired is
// left out, and so is what has been set, deleted, cleared or loaded since WarmFrom was
// called. It cannot know of what was deleted before: warm a cache before it is used.
//
//	saved, err := snapshot.ReadFile("users.larder", snapshot.Format[int, User]{Value: userCodec{}}, time.Now())
//	…
//	n, err := users.WarmFrom(ctx, saved.All(), loader.Warming{})
//
// It stops at the first error: of the cache below, or when ctx ends.
func (c *Cache[K, V]) WarmFrom(ctx context.Context, entries iter.Seq[snapshot.Entry[K, V]], o Warming) (warm int, err error) {
	if ctx == nil {
		return 0, ErrNilContext
	}
	written := c.warmings.begin()
	defer c.warmings.end(written)
	now, done := c.time.wall(c.time.now()), 0
	for e := range entries {
		if err := ctx.Err(); err != nil {
			return warm, err
		}
		stored, err := c.restore(e, e.TTL(now), written)
		if err != nil {
			return warm, err
		}
		if stored {
			warm++
		}
		if done++; done%progressEvery == 0 && o.Progress != nil {
			o.Progress(done, 0)
		}
	}
	if o.Progress != nil && done%progressEvery != 0 {
		o.Progress(done, 0)
	}
	return warm, nil
}
