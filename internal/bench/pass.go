package bench

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// pass is one run of several goroutines over one cache.
type pass[K comparable] struct {
	*material[K]
	cache Cache[K]
	deal  *dealer
	fill  bool
	least uint64 // operations to run at least
	batch int    // keys that are looked up at once; above 1 the cache is a Batcher
	fresh bool   // each value that is stored is a copy of its own

	_    [cacheLines]byte
	stop atomic.Bool // at once: read often, written once
	_    [cacheLines]byte
}

// run runs the pass until everything is dealt, or for d if d is not 0. It
// returns the context's error if that ends first: then the outcome is of no use.
func (p *pass[K]) run(ctx context.Context, goroutines int, d time.Duration) (Outcome, error) {
	defer context.AfterFunc(ctx, func() { p.stop.Store(true) })()

	var many Batcher[K]
	if p.batch > 1 {
		many = p.cache.(Batcher[K]) // or the cell would have been skipped
	}
	var ready, done sync.WaitGroup
	gate := make(chan struct{})
	workers := make([]worker[K], goroutines)
	for i := range workers {
		w := &workers[i]
		w.pass = p
		if p.batch > 1 {
			w.batch = newBatch(many, p.batch)
		}
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-gate
			w.run()
		})
	}
	ready.Wait()

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	if d > 0 {
		timer := time.AfterFunc(d, func() { p.deal.finish(p.least) })
		defer timer.Stop()
	}
	close(gate)
	done.Wait()
	runtime.ReadMemStats(&after)

	o := Outcome{Bytes: after.TotalAlloc - before.TotalAlloc, Allocs: after.Mallocs - before.Mallocs}
	for i := range workers {
		w := &workers[i]
		if w.err != nil {
			return o, w.err
		}
		o.Tally.add(w.tally)
		o.Elapsed = max(o.Elapsed, w.ended.Sub(start))
	}
	return o, ctx.Err()
}
