package cachetest

import "github.com/larder-go/larder"

// What a sweeper keeps beside the entries must not lag behind them, however
// many entries have come and gone.
var churnRules = []rule{
	{"SweepAfterManyOverwrites", sweepAfterManyOverwrites},
	{"SweepAfterManyDeletes", sweepAfterManyDeletes},
}

// reportedAll wants each of the values 0 to n-1 to have been reported once, for
// the reason that cause gives.
func (s *subject) reportedAll(n int, cause func(value int) larder.Cause, when string) {
	told := make([]bool, n)
	for _, r := range s.removed.take() {
		if r.value < 0 || r.value >= n || told[r.value] || r.cause != cause(r.value) {
			s.p.Fatalf("%s: OnRemove was called with %v, want %v, once", when, r, cause(r.value))
		}
		told[r.value] = true
	}
	for value, told := range told {
		if !told {
			s.p.Fatalf("%s: OnRemove was not called for the value %d", when, value)
		}
	}
}

func sweepAfterManyOverwrites(p *probe) {
	const keys = 5
	n := searches(12_500)
	for _, sweeper := range ticking {
		s := p.open(options{Sweeper: sweeper})
		for i := range n {
			s.set(numbered(i%keys), i, hour)
			if i%100 == 0 {
				s.clock.Advance(minute) // so that deadlines pass of values that are there no more
			}
		}
		after := "after many overwrites of few keys"
		s.counts(keys, after)
		s.clock.Advance(hour + lateness(hour))
		s.counts(0, after+", in time after the last deadline")
		s.reportedAll(n, func(value int) larder.Cause {
			if value < n-keys {
				return replaced
			}
			return expired
		}, after)
	}
}

func sweepAfterManyDeletes(p *probe) {
	const keys, rounds = 200, 5
	for _, sweeper := range ticking {
		s := p.open(options{Sweeper: sweeper})
		for range rounds {
			s.fill(keys, hour)
			s.clock.Advance(minute)
			for i := range keys {
				s.deletes(numbered(i), true, "before its deadline")
			}
			s.counts(0, "after Delete of everything")
			s.reportedAll(keys, func(int) larder.Cause { return deleted }, "after Delete of everything")
		}
		s.fill(10, hour)
		s.clock.Advance(hour - 1)
		s.counts(10, "1ns before the deadline, after many Deletes")
		s.clock.Advance(1 + lateness(hour))
		s.counts(0, "in time after the deadline, after many Deletes")
		s.reportedAll(10, func(int) larder.Cause { return expired }, "after many Deletes and a sweep")
	}
}
