package cachetest

import "github.com/larder-go/larder"

var closeSweepRules = []rule{
	{"CloseDuringAnySweep", closeDuringAnySweep},
}

// Close returns in the middle of a sweep of any strategy, be it called by what
// the sweep calls or beside it. What the sweep had removed before is reported
// as expired, once; when the sweep has ended nothing is.
func closeDuringAnySweep(p *probe) {
	for _, sweeper := range larder.Sweepers() {
		var s *subject
		listener, _ := first(func() { s.closes("in the listener") })
		s = p.open(options{Sweeper: sweeper, OnRemove: listener})
		expireMany(s)
		p.during("a sweep whose listener closes the cache", s.sweepOnce)
		s.closes("after a sweep")
		s.sweptQuietly("after Close in the listener during a sweep of " + sweeper.String())

		for skip := range 3 {
			s := p.open(options{Sweeper: sweeper})
			expireMany(s)
			s.clock.onNow.set(skip, func() { s.closes("during a sweep") })
			p.during("a sweep whose clock closes the cache", s.sweepOnce)
			s.closes("after a sweep")
			s.sweptQuietly("after Close during a sweep of " + sweeper.String())
		}

		for range 20 {
			s := p.open(options{Sweeper: sweeper})
			expireMany(s)
			s.clock.restless = true
			p.together(s.sweepOnce, func() { s.closes("beside a sweep") })
			s.sweptQuietly("after Close beside a sweep of " + sweeper.String())
		}
	}
}

const many = 150

func expireMany(s *subject) {
	s.fill(many, minute)
	s.clock.jump(minute)
}

// sweepOnce has a sweeper work that ticks, and one that works in Sets too.
func (s *subject) sweepOnce() {
	s.clock.Advance(minute)
	for range 200 {
		_ = s.Set("other", -1, forever) // it may be closed
	}
}

// sweptQuietly wants the closed cache to be empty and quiet, and the entries of
// expireMany to have been reported as expired, once, if at all.
func (s *subject) sweptQuietly(when string) {
	told := [many]bool{}
	for _, r := range s.removed.take() {
		if r.key == "other" {
			continue
		}
		if r.cause != expired || told[r.value] {
			s.p.Fatalf("%s: OnRemove was called with %v, or twice for it", when, r)
		}
		told[r.value] = true
	}
	s.emptied(when)
	s.quiet(when)
	s.sweepOnce()
	s.reported(when + ", later")
}
