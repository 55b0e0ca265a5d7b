package cachetest

import (
	"fmt"

	"github.com/larder-go/larder"
)

// SweepSampled works in the Sets of others.
var sampledRules = []rule{
	{"SampledAsksForNoTimer", sampledAsksForNoTimer},
	{"SampledBoundsWhatHasExpired", sampledBoundsWhatHasExpired},
}

func sampledAsksForNoTimer(p *probe) {
	s := p.open(options{Sweeper: larder.SweepSampled, TTL: minute})
	s.fill(100, larder.DefaultTTL)
	s.clock.Advance(24 * hour)
	s.shows(nil, "a day later, with SweepSampled")
	s.counts(100, "a day later, with SweepSampled and nobody who writes")
	s.reported("a day later, with SweepSampled and nobody who writes")
	for i := range 200 {
		s.set("other", i, hour)
		s.clock.Advance(minute)
	}
	if n := s.clock.asked.Load(); n > 0 {
		p.Fatalf("with SweepSampled and an injected clock, AfterFunc was called %d times", n)
	}
}

// Each Set adds an entry that has expired when the next one comes. A sweep goes
// on while more than a quarter of a sample has expired, so that not much more
// than that stays; room is left for what lies in many shards.
func sampledBoundsWhatHasExpired(p *probe) {
	const live, sets = 300, 6000
	s := p.open(options{Sweeper: larder.SweepSampled})
	s.fill(live, forever)
	for i := range sets {
		s.set(fmt.Sprint("brief-", i), live+i, 1)
		s.clock.jump(1)
		if n := s.Len(); n > 4*live {
			p.Fatalf("of %d entries %d are live, after %d Sets of such as expire, with SweepSampled", n, live, i+1)
		}
	}
	for i := range live {
		s.has(numbered(i), i, "beside entries that expire, with SweepSampled")
	}
	seen := make(map[int]bool)
	for _, r := range s.removed.take() {
		if r.cause != expired || r.value < live || seen[r.value] {
			p.Fatalf("with SweepSampled OnRemove was called with %v, or twice for it", r)
		}
		seen[r.value] = true
	}
	if n := live + sets - s.Len(); n != len(seen) {
		p.Fatalf("with SweepSampled %d entries have left, and %d were reported", n, len(seen))
	}
	s.counted(larder.Stats{Hits: live, Sets: live + sets, SweepDeletes: uint64(len(seen)), Size: s.Len()}, "with SweepSampled")
}
