package cachetest

import "github.com/larder-go/larder"

var restRules = []rule{
	{"NewStartsNothing", newStartsNothing},
	{"FirstFiniteSetStartsOneTimer", firstFiniteSetStartsOneTimer},
	{"SweeperRestsWithoutDeadlines", sweeperRestsWithoutDeadlines},
	{"SweeperWakesAgain", sweeperWakesAgain},
}

func newStartsNothing(p *probe) {
	for _, sweeper := range larder.Sweepers() {
		s := p.open(options{Sweeper: sweeper, TTL: hour})
		s.Get("key")
		s.Delete("key")
		s.fill(20, forever)
		s.clock.Advance(hour)
		if n := s.clock.asked.Load(); n > 0 {
			p.Fatalf("AfterFunc was called %d times before any Set with a finite TTL", n)
		}
	}
}

// One timer for the sweeper and, at most, one for the clock.
func firstFiniteSetStartsOneTimer(p *probe) {
	s := p.open(options{})
	for i := range 50 {
		s.set("key", i, hour)
		if n := s.clock.Pending(); n < 1 || n > 2 {
			p.Fatalf("after %d Sets with a finite TTL %d timers run, want 1 or 2", i+1, n)
		}
	}
	if n := s.clock.asked.Load(); n > 2 {
		p.Fatalf("50 Sets of one key called AfterFunc %d times", n)
	}
	for range 100 {
		s.clock.Advance(minute / 2)
		if n := s.clock.Pending(); n < 1 || n > 2 {
			p.Fatalf("while an entry has a deadline %d timers run, want 1 or 2", n)
		}
	}
}

// rests wants no timer to be left, and none to be started.
func (s *subject) rests(when string) {
	s.settle()
	if n := s.clock.Pending(); n > 0 {
		s.p.Fatalf("%s: %d timers run although no entry has a deadline", when, n)
	}
	asked := s.clock.asked.Load()
	s.Get("kept")
	s.set("kept", 0, forever)
	s.settle()
	if n := s.clock.asked.Load() - asked; n > 0 {
		s.p.Fatalf("%s: AfterFunc was called %d times although no entry has a deadline", when, n)
	}
}

var endings = []step{
	{"the last finite entry was deleted", live, func(s *subject) { s.Delete("key") }},
	{"the last finite entry was set for ever", live, func(s *subject) { s.set("key", 2, forever) }},
	{"the last finite entry has expired", live, func(s *subject) { s.clock.Advance(minute) }},
	{"the last finite entry has expired and was read", expire, func(s *subject) { s.Get("key") }},
	{"the last finite entry has expired and was deleted", expire, func(s *subject) { s.Delete("key") }},
	{"the last finite entry has expired and was set for ever", expire, func(s *subject) { s.set("key", 2, forever) }},
	{"the cache was cleared", live, func(s *subject) {
		if !s.tryClear() {
			s.Delete("key")
		}
	}},
}

func sweeperRestsWithoutDeadlines(p *probe) {
	for _, ending := range endings {
		for _, sweeper := range ticking {
			s := p.open(options{Sweeper: sweeper})
			s.set("kept", 0, forever)
			for range 3 {
				ending.prepare(s)
				ending.act(s)
				s.rests(ending.name)
			}
		}
	}
}

func sweeperWakesAgain(p *probe) {
	for _, ending := range endings {
		s := p.open(options{})
		ending.prepare(s)
		ending.act(s)
		s.rests(ending.name)
		before := s.Len()
		s.set("new", 1, minute)
		if n := s.clock.Pending(); n < 1 || n > 2 {
			p.Fatalf("%s, and another was set: %d timers run, want 1 or 2", ending.name, n)
		}
		s.settle()
		s.counts(before, ending.name+", and another was set and has expired")
	}
}
