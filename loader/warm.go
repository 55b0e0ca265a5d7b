package loader

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/larder-go/larder"
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
	case keys == nil:
		return 0, errors.New("loader: Warm: nil keys (use slices.Values)")
	case c.o.Load == nil:
		return 0, ErrNoLoader
	}
	w := warming[K, V]{c: c, o: o, size: 1, batches: make(chan []K), results: make(chan warmed)}
	if c.o.LoadMany != nil {
		w.size = orDefault(o.Batch, defaultBatch)
	}
	var cancel context.CancelFunc
	w.ctx, cancel = context.WithCancel(ctx)
	defer cancel() // ends the workers, whatever the functions of the user's have done
	for range orDefault(o.Parallel, defaultParallel) {
		go w.work()
	}
	w.deal(keys)
	return w.warm, w.err(ctx)
}

// warming is one call of Warm. The functions of the user's, keys and Progress, are called
// on the caller's goroutine, which deals out the batches; what its workers panic with
// it panics with.
type warming[K comparable, V any] struct {
	c       *Cache[K, V]
	o       Warming
	ctx     context.Context // ends with Warm
	size    int             // of a batch
	batches chan []K
	results chan warmed

	// Touched by the caller's goroutine alone.
	working            int // batches dealt out and not reported
	done, failed, warm int // keys
	errs               []error
}

// warmed is how one batch ended.
type warmed struct {
	asked, found int
	err          error
	panicked     any
}

func (w *warming[K, V]) work() {
	for {
		select {
		case <-w.ctx.Done():
			return
		case batch := <-w.batches:
			select {
			case w.results <- w.load(batch):
			case <-w.ctx.Done():
				return
			}
		}
	}
}

func (w *warming[K, V]) load(batch []K) (r warmed) {
	defer func() {
		if p := recover(); p != nil {
			r.panicked = p
		}
	}()
	values, err := w.c.GetMany(w.ctx, batch)
	return warmed{asked: len(batch), found: len(values), err: err}
}

// deal cuts keys into batches, and takes what becomes of them, until ctx ends or the
// cache is closed.
func (w *warming[K, V]) deal(keys iter.Seq[K]) {
	var batch []K
	more := true
	for key := range keys {
		if batch = append(batch, key); len(batch) < w.size {
			continue
		}
		if more = w.send(batch); !more {
			return
		}
		batch = nil
	}
	if len(batch) > 0 {
		more = w.send(batch)
	}
	for more && w.working > 0 {
		more = w.take()
	}
}

// send gives a batch to a worker, taking results until one is free.
func (w *warming[K, V]) send(batch []K) (more bool) {
	for {
		select {
		case w.batches <- batch:
			w.working++
			return true
		case r := <-w.results:
			if !w.add(r) {
				return false
			}
		case <-w.ctx.Done():
			return false
		}
	}
}

func (w *warming[K, V]) take() (more bool) {
	select {
	case r := <-w.results:
		return w.add(r)
	case <-w.ctx.Done():
		return false
	}
}

// add counts a result, and reports whether there is a point in going on.
func (w *warming[K, V]) add(r warmed) (more bool) {
	const mostErrors = 4
	if r.panicked != nil {
		panic(r.panicked)
	}
	w.working--
	w.done, w.warm = w.done+r.asked, w.warm+r.found
	if r.err != nil {
		w.failed += r.asked - r.found
		if len(w.errs) < mostErrors {
			w.errs = append(w.errs, r.err)
		}
	}
	if w.o.Progress != nil {
		w.o.Progress(w.done, w.failed)
	}
	return !errors.Is(r.err, larder.ErrClosed)
}

func (w *warming[K, V]) err(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(w.errs) > 0 {
		return fmt.Errorf("loader: %d of %d keys could not be loaded: %w", w.failed, w.done, errors.Join(w.errs...))
	}
	return nil
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
	switch {
	case ctx == nil:
		return 0, ErrNilContext
	case entries == nil:
		return 0, errors.New("loader: WarmFrom: nil entries")
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
