package bench

import (
	"context"
	"math"
	"runtime"
	"time"

	"github.com/larder-go/larder"
)

// Row is one sample of a cell.
type Row struct {
	Cell
	Sample int // numbered from 0
	Outcome
}

// NsPerOp returns the time between the start and the end, divided by the number
// of operations of all goroutines together, as in go test -bench: not how long
// one operation takes.
func (r Row) NsPerOp() float64 { return float64(r.Elapsed.Nanoseconds()) / float64(r.Ops()) }

// OpsPerSecond returns the operations of all goroutines together per second.
func (r Row) OpsPerSecond() float64 { return float64(r.Ops()) / r.Elapsed.Seconds() }

// WritePercent returns the share of Sets and Deletes among the operations that were
// run; fills are not among them.
func (r Row) WritePercent() float64 {
	return 100 * float64(r.Sets+r.Deletes) / float64(max(r.Ops(), 1))
}

// Outcome is what was done in a sample, and what it took.
type Outcome struct {
	Tally
	Elapsed       time.Duration // from the start to the end of the last goroutine
	Bytes, Allocs uint64        // allocated meanwhile by the whole process

	// Of a sample of memory alone: what the filled cache takes without its keys
	// and values, and how many entries it holds. The other fields are then those
	// of overwriting them.
	HeapBytes int64
	Entries   int
	Resident  Resident

	// Of a sample of iterations alone: how many there were, how many beside
	// which a write ended, and how many that were of no instant.
	Views, Beside, Torn int

	Stalls Stalls // of a sample of snapshots alone

	Sweep Sweep       // of a sample of sweeps alone
	Steps []SweepStep // of a sample of sweeps in virtual time alone

	Latencies   Latencies  // of a sample of latencies alone
	Collections Collecting // of a sample of collections alone

	Bound Bound // of a sample with a capacity alone
}

func (o *Outcome) add(p Outcome) {
	o.Tally.add(p.Tally)
	o.Elapsed += p.Elapsed
	o.Bytes += p.Bytes
	o.Allocs += p.Allocs
	o.Bound.add(p.Bound)
}

// sampler takes one sample.
type sampler[K comparable] struct {
	plan     Plan
	work     *Work
	cell     Cell
	material *material[K]
	open     func(Setup) (Cache[K], error)
}

func (s *sampler[K]) take(ctx context.Context) (Outcome, error) {
	switch s.cell.Subject {
	case Memory:
		return s.memory(ctx)
	case Iterations:
		return s.iterate(ctx)
	case Snapshots:
		return s.stalls(ctx)
	case Sweeps:
		return s.sweeps(ctx)
	case SweepTimes:
		return s.virtual(ctx)
	case Latency:
		return s.latencies(ctx)
	case Collections:
		return s.collections(ctx)
	}
	if s.work.Replay {
		return s.replay(ctx)
	}
	return s.synthetic(ctx)
}

// synthetic fills a cache, warms it up, and measures.
func (s *sampler[K]) synthetic(ctx context.Context) (o Outcome, err error) {
	cache, err := s.open(s.cell.setup)
	if err != nil {
		return o, err
	}
	defer cache.Close()
	if err := s.fill(ctx, cache); err != nil {
		return o, err
	}
	runtime.GC()
	if err := s.warmUp(ctx, cache); err != nil {
		return o, err
	}
	before, _ := counts(cache)
	if o, err = s.pass(ctx, cache, s.plan.Ops, s.plan.Duration, s.work.settled); err != nil {
		return o, err
	}
	return o, s.conclude(&o, cache, before)
}

// fill stores every key.
func (s *sampler[K]) fill(ctx context.Context, cache Cache[K]) error {
	m, ops := s.material, s.work.Stream.Ops
	for i, key := range m.stored {
		if i%1024 == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			settle(cache)
		}
		ttl := time.Duration(ops[i%len(ops)].TTL) * time.Millisecond
		if err := cache.Set(key, m.values[i], ttl); err != nil {
			return failedSet(key, err)
		}
	}
	settle(cache)
	return nil
}

// replay replays the trace on empty caches, once or until the replays have
// lasted for the plan's duration.
func (s *sampler[K]) replay(ctx context.Context) (Outcome, error) {
	var all Outcome
	for {
		o, err := s.replayOnce(ctx)
		if err != nil {
			return all, err
		}
		all.add(o)
		if all.Elapsed >= s.plan.Duration {
			return all, nil
		}
	}
}

func (s *sampler[K]) replayOnce(ctx context.Context) (o Outcome, err error) {
	cache, err := s.open(s.cell.setup)
	if err != nil {
		return o, err
	}
	defer cache.Close()
	runtime.GC()
	if o, err = s.pass(ctx, cache, len(s.work.Stream.Ops), 0, 0); err != nil {
		return o, err
	}
	if err := s.conclude(&o, cache, larder.Stats{}); err != nil {
		return o, err
	}
	return o, s.work.checkReplay(o.Tally)
}

// pass runs ops operations or, if d is not 0, for d and at least so many
// operations.
func (s *sampler[K]) pass(ctx context.Context, cache Cache[K], ops int, d time.Duration, least uint64) (Outcome, error) {
	limit := uint64(ops)
	if d > 0 {
		limit = math.MaxUint64
	}
	return s.run(ctx, cache, limit, d, least)
}

// run runs limit operations or, if d is not 0, those that are dealt within it.
func (s *sampler[K]) run(ctx context.Context, cache Cache[K], limit uint64, d time.Duration, least uint64) (Outcome, error) {
	p := pass[K]{
		material: s.material,
		cache:    cache,
		deal:     newDealer(s.work.Stream.Ops, limit, s.cell.Goroutines),
		fill:     !s.cell.Floor,
		least:    least,
		batch:    s.cell.Batch,
		fresh:    s.cell.Subject == Collections,
	}
	return p.run(ctx, s.cell.Goroutines, d)
}
