package bench

import (
	"context"
	"runtime"
	"time"

	"github.com/larder-go/larder"
)

// Snapshotter is what a Cache has that can be looked at as it is at one instant.
type Snapshotter[K comparable] = larder.Snapshotter[K, []byte]

func snapshots[K comparable](c Cache[K]) bool {
	_, ok := c.(Snapshotter[K])
	return ok
}

// Stalls is what taking snapshots costs who writes and reads meanwhile.
type Stalls struct {
	Latency Quantiles // of Sets, from when each was due to its end
	Set     Quantiles // of Sets, from the beginning of the call to its end
	Get     Quantiles // of a reader's Gets beside them
	Idle    Quantiles // as Latency, of a loop without Sets, with a reader as well
	Clock   Quantiles // of reading the clock once, which is in all of them

	Due, Taken int       // Sets that were due, and snapshots taken beside them
	Snapshot   Quantiles // of taking one with nothing else going on; zero where none is taken
}

// calls is how many snapshots are taken with nothing else going on, and how often
// the clock is read to see what it takes.
const calls = 10_000

// stalls measures an open loop of Sets beside a reader, and the same loop without
// Sets. That one is the control: what it shows is not the cache's. It comes before
// and not at the same time, since it would compete for the same processors, and a
// Set that takes long would hold it up too.
func (s *sampler[K]) stalls(ctx context.Context) (o Outcome, err error) {
	cache, err := s.open(s.cell.setup)
	if err != nil {
		return o, err
	}
	defer cache.Close()
	if err := s.fill(ctx, cache); err != nil {
		return o, err
	}
	if err := s.complete(ctx, cache); err != nil {
		return o, err
	}
	runtime.GC()
	o.Stalls.Clock = clock()
	control := s.scene(cache, s.plan.Duration)
	if err := control.run(ctx, false); err != nil {
		return o, err
	}
	o.Stalls.Idle = control.loop.latency.quantiles()

	// As everywhere, a tenth is for nothing.
	if err := s.scene(cache, s.plan.Duration/10).run(ctx, true); err != nil {
		return o, err
	}
	main := s.scene(cache, s.plan.Duration)
	if err := main.run(ctx, true); err != nil {
		return o, err
	}
	o.Elapsed, o.Sets, o.Gets, o.Hits = s.plan.Duration, uint64(main.loop.begun), main.reads.total(), main.reads.total()
	o.Stalls.Latency, o.Stalls.Set = main.loop.latency.quantiles(), main.loop.calls.quantiles()
	o.Stalls.Get = main.reads.quantiles()
	o.Stalls.Due, o.Stalls.Taken = main.loop.due, main.taken
	if s.cell.Every > 0 {
		o.Stalls.Snapshot, err = main.alone(ctx)
	}
	return o, err
}

func (s *sampler[K]) scene(cache Cache[K], d time.Duration) *scene[K] {
	return &scene[K]{
		material: s.material, cache: cache, seed: s.work.Source.Seed, every: s.cell.Every,
		loop: openLoop{arrivals: constantly(s.plan.Rate), duration: d},
	}
}

// alone times snapshots without other load, each dropped at once.
func (s *scene[K]) alone(ctx context.Context) (Quantiles, error) {
	runtime.GC()
	cache := s.cache.(Snapshotter[K])
	var h histogram
	begin := time.Now()
	for range calls {
		if ctx.Err() != nil {
			return Quantiles{}, ctx.Err()
		}
		start := time.Since(begin)
		v := cache.Snapshot()
		end := time.Since(begin)
		if err := s.whole(v); err != nil {
			return Quantiles{}, err
		}
		h.record(end - start)
	}
	return h.quantiles(), nil
}

// clock returns what it takes to read the clock.
func clock() Quantiles {
	var h histogram
	begin := time.Now()
	for range calls {
		start := time.Since(begin)
		h.record(time.Since(begin) - start)
	}
	return h.quantiles()
}
