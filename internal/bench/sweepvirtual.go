package bench

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/larder-go/larder/fakeclock"
)

// SweepStep is a cache at an instant of virtual time.
type SweepStep struct {
	At       time.Duration // since its entries began to live
	Resident int
	Overdue  int           // of the resident entries, those past their deadline
	Lag      time.Duration // for how long the longest of these is at least
	Told     time.Duration // the same as Stats tells it

	Swept, Lazy uint64 // removed so far by the sweeper, and by operations that met them
}

// SweepPeak sums up how a cache went through virtual time.
type SweepPeak struct {
	Resident, Overdue int           // the most at once
	Lag               time.Duration // the longest
	MeanOverdue       float64       // of the steps: memory held in vain
	// CaughtUp is when nothing was overdue any more, for good; Caught is false
	// where something is at the end, or nothing ever was.
	CaughtUp time.Duration
	Caught   bool
}

// Peak returns the sum of the steps.
func (o Outcome) Peak() SweepPeak {
	p, ever := SweepPeak{}, false
	for _, s := range o.Steps {
		p.Resident, p.Overdue, p.Lag = max(p.Resident, s.Resident), max(p.Overdue, s.Overdue), max(p.Lag, s.Lag, s.Told)
		p.MeanOverdue += float64(s.Overdue) / float64(len(o.Steps))
		switch {
		case s.Overdue > 0:
			ever, p.Caught = true, false
		case ever && !p.Caught:
			p.CaughtUp, p.Caught = s.At, true
		}
	}
	return p
}

// A step has parts of up to 5 ms, fewer than any sweeper waits for, and ten of them
// at least. What the loop does in a part it does in its middle: at the end of a step
// nothing expires at that very moment.
func parts(step time.Duration) int { return max(10, int(step/(5*time.Millisecond))) }

// virtual runs the workload in virtual time: in each part of a step what the loop
// does in it, at once, and the clock goes on and the sweeper ticks. There is no reader
// and nothing is timed, so that a step may last as long as it likes; what is counted
// is the same each time as far as the cache does the same, which is not so where it
// goes by its hashes, such as in shards.
func (s *sampler[K]) virtual(ctx context.Context) (o Outcome, err error) {
	o.Sweep.EntryBytes = s.material.entryBytes(s.work.Expiring.Entries)
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	clock := fakeclock.New(begin)
	setup := s.cell.setup
	setup.Clock = clock
	cache, err := s.open(setup)
	if err != nil {
		return o, err
	}
	defer cache.Close()
	e := &expiry[K]{
		material: s.material, cache: cache, kind: s.work.Expiring, ops: s.work.Stream.Ops, usual: setup.TTL, rate: s.plan.Rate,
		random: rand.New(rand.NewPCG(s.work.Source.Seed, 1)),
		ledger: newLedger(len(s.material.stored), s.plan.Duration+s.plan.Step, 0),
		now:    func() time.Duration { return clock.Now().Sub(begin) },
	}
	if err := e.fill(ctx, 0); err != nil {
		return o, err
	}
	op := &expiryLoop[K]{expiry: e}
	o.Elapsed = s.plan.Duration
	for at, done := time.Duration(0), 0; ; at += s.plan.Step {
		o.Steps = append(o.Steps, e.step(at))
		if at >= s.plan.Duration {
			break
		}
		n := parts(s.plan.Step)
		for i := range n {
			part := s.plan.Step / time.Duration(n)
			clock.Advance(part / 2)
			due := int((at + part*time.Duration(i+1)).Seconds() * float64(s.plan.Rate))
			for ; done < due; done++ {
				if done%1024 == 0 && ctx.Err() != nil {
					return o, ctx.Err()
				}
				if err := op.once(); err != nil {
					return o, err
				}
			}
			clock.Advance(part - part/2)
		}
		if ctx.Err() != nil {
			return o, ctx.Err()
		}
	}
	o.Sets, o.Gets, o.Hits = op.sets, op.gets, op.hits
	o.Sweep.DeadGets = e.deadGet.Load()
	return o, e.check(s.work)
}

// step looks at the cache.
func (e *expiry[K]) step(at time.Duration) SweepStep {
	s := SweepStep{At: at, Resident: e.cache.Len()}
	s.Overdue, s.Lag = e.ledger.overdue(at, s.Resident)
	if c, ok := e.cache.(teller); ok {
		t := c.Stats()
		s.Told, s.Swept, s.Lazy = t.SweepLag, t.SweepDeletes, t.LazyDeletes
	}
	return s
}
