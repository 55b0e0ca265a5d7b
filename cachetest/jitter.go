package cachetest

import (
	"math"
	"time"

	"github.com/larder-go/larder"
)

var jitterRules = []rule{
	{"JitterStaysInBounds", jitterStaysInBounds},
	{"JitterSpreads", jitterSpreads},
	{"JitterSparesNoExpiry", jitterSparesNoExpiry},
}

func jitterStaysInBounds(p *probe) {
	const n = 200
	for _, ttl := range []time.Duration{2, 100 * time.Second, 200 * year, math.MaxInt64 - 1} {
		s := p.open(options{Sweeper: noSweeper, TTL: ttl, Jitter: 0.5})
		s.fill(n, ttl)
		for i := range n {
			s.set(numbered(i+n), i+n, larder.DefaultTTL)
		}
		// The largest do not fit a float64 exactly.
		s.clock.jump(ttl/2 - ttl>>50 - 1)
		for i := range 2 * n {
			s.has(numbered(i), i, "when less than half of the TTL has passed")
		}
		s.clock.Set(start.Add(ttl))
		s.shows(nil, "when all of the TTL has passed")
	}

	s := p.open(options{Sweeper: noSweeper, Jitter: 0.99})
	for i := range n {
		s.set(numbered(i), i, 1)
		s.has(numbered(i), i, "at once, with a TTL too short to be shortened")
	}
	s.clock.jump(1)
	s.shows(nil, "when all of the TTL has passed")
}

// Of 400 draws three quarters, half and one quarter should live past a
// quarter, half and three quarters of the range; 60 is more than six standard
// deviations.
func jitterSpreads(p *probe) {
	const n = 400
	for _, ttl := range []time.Duration{larder.DefaultTTL, 100 * time.Second} {
		s := p.open(options{Sweeper: noSweeper, TTL: 100 * time.Second, Jitter: 0.4})
		s.fill(n, ttl)
		for _, at := range []struct {
			time time.Duration
			live int
		}{{70 * time.Second, 300}, {80 * time.Second, 200}, {90 * time.Second, 100}} {
			s.clock.Set(start.Add(at.time))
			live := 0
			for range s.All() {
				live++
			}
			if live < at.live-60 || live > at.live+60 {
				p.Fatalf("of %d entries set for 100s with a jitter of 0.4, %d are live after %v, want about %d",
					n, live, at.time, at.live)
			}
		}
	}
}

func jitterSparesNoExpiry(p *probe) {
	s := p.open(options{Sweeper: noSweeper, Jitter: 0.9})
	s.fill(50, forever)
	s.set("default", 50, larder.DefaultTTL)
	s.clock.jump(290 * year)
	for i := range 50 {
		s.has(numbered(i), i, "after 290 years")
	}
	s.has("default", 50, "after 290 years")
}
