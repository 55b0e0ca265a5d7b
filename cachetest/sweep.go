package cachetest

import (
	"maps"
	"slices"
	"time"

	"github.com/larder-go/larder"
)

var sweepRules = []rule{
	{"SweepRemovesUnread", sweepRemovesUnread},
	{"SweepSparesLive", sweepSparesLive},
	{"SweepNoneRemovesNothing", sweepNoneRemovesNothing},
	{"SweepFullTakesAllInOneTick", sweepFullTakesAllInOneTick},
	{"SweepGetsAroundInTime", sweepGetsAroundInTime},
}

// ticking are the strategies that find by themselves what has expired.
var ticking = slices.DeleteFunc(append(larder.Sweepers(), larder.SweepDefault), func(s larder.Sweeper) bool { return !s.Ticks() })

// forAnyTTL returns those that take entries with several times to live.
func forAnyTTL(sweepers []larder.Sweeper) []larder.Sweeper {
	return slices.DeleteFunc(slices.Clone(sweepers), func(s larder.Sweeper) bool { return s == larder.SweepQueue })
}

func sweepRemovesUnread(p *probe) {
	for _, sweeper := range ticking {
		s := p.open(options{Sweeper: sweeper})
		for range 3 {
			s.fill(200, minute)
			s.counts(200, "before the deadline")
			s.settle()
			s.counts(0, "after the deadline and a sweep")
		}
	}
}

func sweepSparesLive(p *probe) {
	for _, sweeper := range forAnyTTL(ticking) {
		s := p.open(options{Sweeper: sweeper})
		want := make(map[string]int)
		for i := range 300 {
			ttl := []time.Duration{minute, 2 * hour, forever}[i%3]
			s.set(numbered(i), i, ttl)
			if ttl > minute {
				want[numbered(i)] = i
			}
		}
		s.settle()
		s.counts(200, "after a sweep of one third")
		s.shows(want, "after a sweep of one third")
		for key, value := range want {
			s.has(key, value, "after a sweep of others")
		}
		s.clock.Advance(2 * hour)
		maps.DeleteFunc(want, func(_ string, i int) bool { return i%3 == 1 })
		s.counts(100, "after a sweep of two thirds")
		s.shows(want, "after a sweep of two thirds")
	}
}

func sweepNoneRemovesNothing(p *probe) {
	s := p.open(options{Sweeper: larder.SweepNone})
	s.fill(50, minute)
	s.clock.Advance(24 * hour)
	s.counts(50, "a day later, with no sweeper")
	s.reported("a day later, with no sweeper")
	if n := s.clock.asked.Load(); n > 0 {
		p.Fatalf("with no sweeper and an injected clock, AfterFunc was called %d times", n)
	}
	s.shows(nil, "a day later, with no sweeper")
}

// More entries than a tick of the cursor looks at by default.
func sweepFullTakesAllInOneTick(p *probe) {
	s := p.open(options{Sweeper: larder.SweepFull, SweepInterval: 10 * time.Second})
	s.fill(3000, 5*time.Second)
	s.set("kept", -1, forever)
	s.clock.Advance(10 * time.Second)
	s.counts(1, "after one tick")
}

// By default an entry goes a quarter of the shortest TTL after its deadline, but
// no sooner than 10ms and no later than 250ms after it. What else has been set
// does not delay it.
func sweepGetsAroundInTime(p *probe) {
	for _, sweeper := range ticking {
		for ttl, late := range map[time.Duration]time.Duration{
			time.Millisecond:       10 * time.Millisecond,
			100 * time.Millisecond: 25 * time.Millisecond,
			4 * time.Second:        250 * time.Millisecond,
			24 * hour:              250 * time.Millisecond,
		} {
			s := p.open(options{Sweeper: sweeper})
			s.fill(20, ttl)
			s.clock.Advance(ttl + late)
			s.counts(0, late.String()+" after the deadline of entries set for "+ttl.String())
		}
	}
}
