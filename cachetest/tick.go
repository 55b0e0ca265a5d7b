package cachetest

import (
	"time"

	"github.com/larder-go/larder"
)

// A tick is one call of a function given to Clock.AfterFunc; a cache made of
// shards may have ticks for each.
var tickRules = []rule{
	{"SweepLimitBoundsATick", sweepLimitBoundsATick},
	{"SweepResumesWhereItStopped", sweepResumesWhereItStopped},
	{"SweepIntervalSpacesTicks", sweepIntervalSpacesTicks},
}

func sweepLimitBoundsATick(p *probe) {
	for _, limit := range []int{1, 7, 100} {
		s := p.open(options{Sweeper: larder.SweepCursor, SweepInterval: time.Second, SweepLimit: limit})
		s.clock.around = func(tick func()) {
			before := s.removed.len()
			tick()
			if n := s.removed.len() - before; n > limit {
				p.Fatalf("one tick removed %d entries, more than the limit of %d", n, limit)
			}
		}
		s.fill(150, 1)
		s.clock.Advance(time.Second)
		s.clock.Advance(600 * time.Second)
		s.counts(0, "after enough ticks")
	}
}

// The expired entries lie among live ones, which each tick has to pass.
func sweepResumesWhereItStopped(p *probe) {
	s := p.open(options{Sweeper: larder.SweepCursor, SweepInterval: time.Second, SweepLimit: 5})
	for i := range 150 {
		s.set(numbered(i), i, []time.Duration{forever, hour, minute}[i%3])
	}
	s.clock.Advance(minute)
	s.clock.Advance(2 * 30 * time.Second) // twice around 150 entries
	s.counts(100, "after two rounds of a sweeper that looks at 5 entries a tick")
}

func sweepIntervalSpacesTicks(p *probe) {
	const interval = 7 * time.Second
	for _, sweeper := range ticking {
		s := p.open(options{Sweeper: sweeper, SweepInterval: interval})
		var last time.Time
		ticks := 0
		s.clock.around = func(tick func()) {
			now := s.clock.Clock.Now()
			if ticks++; ticks > 1 && now.Sub(last) != interval {
				p.Fatalf("two ticks are %v apart, want SweepInterval, %v", now.Sub(last), interval)
			}
			last = now
			tick()
		}
		s.set("key", 1, hour)
		s.set("key", 2, hour)
		s.clock.Advance(20 * interval)
		if ticks < 20 || ticks > 21 { // the first may come at any time
			p.Fatalf("%d ticks in 20 intervals", ticks)
		}
	}
}
