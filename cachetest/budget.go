package cachetest

import (
	"time"

	"github.com/larder-go/larder"
)

// A cache made of shards, each with a budget of its own, is to be excused from
// SweepBudgetBoundsASecond.
var budgetRules = []rule{
	{"SweepBudgetBoundsASecond", sweepBudgetBoundsASecond},
	{"SweepBurstGoesWithinASecond", sweepBurstGoesWithinASecond},
}

// budgeted are the strategies that have a budget.
var budgeted = []larder.Sweeper{
	larder.SweepDefault, larder.SweepAdaptive, larder.SweepHeap, larder.SweepWheel, larder.SweepQueue,
}

// Within any second the sweeper removes no more than its budget, and a tenth for
// what is done at both ends of it; and it does not leave its budget unused.
func sweepBudgetBoundsASecond(p *probe) {
	for _, sweeper := range budgeted {
		for _, c := range []struct{ budget, entries int }{{3, 12}, {40, 200}, {400, 1200}} {
			var removed []time.Time
			clock := newClock(start)
			s := p.open(options{Sweeper: sweeper, SweepBudget: c.budget, Clock: clock, OnRemove: func(string, int, larder.Cause) {
				removed = append(removed, clock.Clock.Now())
			}})
			s.fill(c.entries, minute)
			s.clock.Advance(minute)
			s.clock.Advance(time.Duration(2*c.entries/c.budget+1) * time.Second)
			if n := s.Len(); n > 0 {
				p.Fatalf("%v, a budget of %d: %d of %d expired entries are left after twice the time it takes", sweeper, c.budget, n, c.entries)
			}
			most := c.budget + max(c.budget/10, 1)
			for i := most; i < len(removed); i++ {
				if d := removed[i].Sub(removed[i-most]); d < time.Second {
					p.Fatalf("%v, a budget of %d: %d entries are removed within %v", sweeper, c.budget, most+1, d)
				}
			}
		}
	}
}

// More entries than SweepLimit is by default, at once.
func sweepBurstGoesWithinASecond(p *probe) {
	p.allow(3 * patience)
	for _, sweeper := range append([]larder.Sweeper{larder.SweepFull}, budgeted...) {
		s := p.open(options{Sweeper: sweeper})
		s.fill(1100, hour)
		s.set("kept", -1, forever)
		s.clock.Advance(hour + time.Second)
		s.counts(1, "a second after the deadline of 1100 entries")
	}
}
