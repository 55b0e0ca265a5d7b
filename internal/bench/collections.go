package bench

import (
	"context"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Collecting is what the garbage collector did in a sample, as runtime/metrics tells.
type Collecting struct {
	Cycles uint64 // that ended

	// Seconds of processors, from the beginning to the end of the last cycle: the
	// runtime adds up no further. Available is GOMAXPROCS times the time between. All
	// are 0 where no cycle ended.
	CPU, Assist, Available float64

	Pauses             uint64
	PauseP99, PauseMax time.Duration // up to a sixteenth too long: upper ends of what they are counted in

	Live, Goal uint64 // bytes of the heap after the last cycle, and with which the next is to end
}

// collections works on a full cache in a closed loop whose Sets store a new copy of
// their value each: what was there before becomes garbage. What the collector marks
// besides, keys, values and operations, is the same for all backends, and what the
// floors show.
func (s *sampler[K]) collections(ctx context.Context) (o Outcome, err error) {
	cache, err := s.open(s.cell.setup)
	if err != nil {
		return o, err
	}
	defer cache.Close()
	if err := s.fill(ctx, cache); err != nil {
		return o, err
	}
	live := heap()
	debug.FreeOSMemory()
	defer s.cell.Collector.use(uint64(live))()
	if err := s.warmUp(ctx, cache); err != nil {
		return o, err
	}
	counted, _ := counts(cache)
	runtime.GC() // what is counted begins with the sample, and is of whole cycles
	before := readCollector()
	for range mostPasses {
		p, err := s.pass(ctx, cache, s.plan.Ops, s.plan.Duration, s.work.settled)
		if err != nil {
			return o, err
		}
		o.add(p)
		o.Collections = readCollector().since(before)
		if s.plan.Duration == 0 || o.Collections.Cycles >= leastCycles {
			break
		}
	}
	return o, s.conclude(&o, cache, counted)
}

// A sample of a time is prolonged until so many cycles have ended, since a slow cache makes
// little garbage; but not for ever.
const (
	leastCycles = 4
	mostPasses  = 10
)

// collectorState is what runtime/metrics tells at an instant.
type collectorState struct {
	cycles, live, goal     uint64
	cpu, assist, available float64
	pauses                 *metrics.Float64Histogram
}

func readCollector() (c collectorState) {
	samples := []metrics.Sample{
		{Name: "/gc/cycles/total:gc-cycles"}, {Name: "/gc/heap/live:bytes"}, {Name: "/gc/heap/goal:bytes"},
		{Name: "/cpu/classes/gc/total:cpu-seconds"}, {Name: "/cpu/classes/gc/mark/assist:cpu-seconds"}, {Name: "/cpu/classes/total:cpu-seconds"},
		{Name: "/sched/pauses/total/gc:seconds"},
	}
	metrics.Read(samples)
	for i, to := range []*uint64{&c.cycles, &c.live, &c.goal} {
		*to = samples[i].Value.Uint64()
	}
	for i, to := range []*float64{&c.cpu, &c.assist, &c.available} {
		*to = samples[3+i].Value.Float64()
	}
	c.pauses = samples[6].Value.Float64Histogram()
	return c
}

// since returns what was done since an earlier state.
func (c collectorState) since(before collectorState) Collecting {
	d := Collecting{
		Cycles: c.cycles - before.cycles, Live: c.live, Goal: c.goal,
		CPU: c.cpu - before.cpu, Assist: c.assist - before.assist, Available: c.available - before.available,
	}
	counts := make([]uint64, len(c.pauses.Counts))
	for i, n := range c.pauses.Counts {
		counts[i] = n - before.pauses.Counts[i]
		d.Pauses += counts[i]
	}
	// Bucket i is from Buckets[i] to Buckets[i+1], of which the last is infinite.
	var seen uint64
	for i, n := range counts {
		if n == 0 {
			continue
		}
		end := c.pauses.Buckets[i+1]
		if math.IsInf(end, 1) {
			end = c.pauses.Buckets[i]
		}
		longest := time.Duration(end * float64(time.Second))
		if rank := (99*d.Pauses + 99) / 100; seen < rank && seen+n >= rank {
			d.PauseP99 = longest
		}
		seen += n
		d.PauseMax = longest
	}
	return d
}
