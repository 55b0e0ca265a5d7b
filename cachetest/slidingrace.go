package cachetest

import (
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

// A hit that prolongs is between two looks: at the clock, which says that the
// entry is live, and at the entry, whose deadline it moves. In between others
// may have found the entry expired, or closed the cache.
var slidingRaceRules = []rule{
	{"SlidingResurrectsNothing", slidingResurrectsNothing},
	{"SlidingResurrectsNothingUnderLoad", slidingResurrectsNothingUnderLoad},
	{"SlidingSparesNewValue", slidingSparesNewValue},
	{"CloseBesideSlidingReads", closeBesideSlidingReads},
}

// inAHit has f called in the middle of a Get that has looked at the clock, once
// or, in another cache, twice if it does so. The time to live is a minute, of
// which a nanosecond is left, the key "key".
func inAHit(p *probe, sweeper larder.Sweeper, f, check func(*subject)) {
	for skip := range 2 {
		s := p.open(options{Sweeper: sweeper, Sliding: 0.1})
		live(s)
		s.clock.jump(minute - 1)
		s.clock.onRead.set(skip, func() { f(s) })
		p.during("Get in the middle of which others use the cache", func() { s.Get("key") })
		if s.clock.onRead.spent() {
			check(s)
		}
	}
}

// What anybody has seen to be expired is not there later, unless it is set.
func slidingResurrectsNothing(p *probe) {
	for name, look := range map[string]func(*subject){
		"Get":    func(s *subject) { s.clock.jump(1); s.lacks("key", "at its deadline, during a hit before") },
		"All":    func(s *subject) { s.clock.jump(1); s.shows(nil, "at its deadline, during a hit before") },
		"Delete": func(s *subject) { s.clock.jump(1); s.deletes("key", false, "at its deadline, during a hit before") },
		"a sweep": func(s *subject) {
			s.clock.Advance(1 + lateness(minute))
			s.counts(0, "after a sweep, during a hit before the deadline")
		},
		"a snapshot": func(s *subject) {
			s.clock.jump(1)
			if c, ok := s.Cache.(larder.Snapshotter[string, int]); ok {
				view{c.Snapshot(), p}.lacks("key", "at its deadline, during a hit before")
			} else {
				s.lacks("key", "at its deadline, during a hit before")
			}
		},
	} {
		inAHit(p, larder.SweepDefault, look, func(s *subject) {
			after := "after a hit in the middle of which " + name + " had found the entry expired"
			s.shows(nil, after)
			s.lacks("key", after)
			s.deletes("key", false, after)
			s.settle()
			s.counts(0, after)
			s.reported(after, removal{"key", 1, expired})
		})
	}
}

// Readers collide near the deadline, which a clock passes in small steps. A Get
// that starts after a miss has returned is a miss, too.
func slidingResurrectsNothingUnderLoad(p *probe) {
	const readers, ttl = 3, 100
	for range searches(300) {
		s := p.openRestless(options{Sweeper: noSweeper, Sliding: 0.01})
		s.clock.flowing = true
		s.set("key", 1, ttl)
		var missed atomic.Bool
		p.crowd(readers+1, func(worker int) {
			if worker == readers {
				for !missed.Load() {
					s.clock.jump(ttl / 3)
				}
				return
			}
			for after := 0; after < 5; {
				before := missed.Load()
				_, ok := s.Get("key")
				switch {
				case ok && before:
					p.Fatalf("a hit after a miss, though nobody has set the key since")
				case !ok:
					missed.Store(true)
					after++
				}
			}
		})
		s.lacks("key", "after a miss")
		s.deletes("key", false, "after a miss")
		s.reported("after concurrent hits and misses", removal{"key", 1, expired})
	}
}

// A hit prolongs the value that it found, not what is set meanwhile.
func slidingSparesNewValue(p *probe) {
	for name, change := range map[string]func(*subject){
		"Set":                   func(s *subject) { s.set("key", 2, hour) },
		"Delete":                func(s *subject) { s.deletes("key", true, "1ns before its deadline") },
		"Delete and Set":        func(s *subject) { s.deletes("key", true, "1ns before its deadline"); s.set("key", 2, hour) },
		"Set of the same value": func(s *subject) { s.set("key", 1, hour) },
	} {
		inAHit(p, noSweeper, change, func(s *subject) {
			after := "after a hit in the middle of " + name
			switch name {
			case "Delete":
				s.lacks("key", after)
				s.reported(after, removal{"key", 1, deleted})
			case "Set of the same value":
				s.diesIn(hour, "key", 1, after)
			default:
				s.diesIn(hour, "key", 2, after)
			}
		})
	}
}

func closeBesideSlidingReads(p *probe) {
	for _, sweeper := range larder.Sweepers() {
		end := func(s *subject) { s.closes("during a hit that prolongs") }
		inAHit(p, sweeper, end, func(s *subject) {
			s.emptied("after Close during a hit that prolongs")
			s.quiet("after Close during a hit that prolongs")
			s.reported("after Close during a hit that prolongs")
		})
		for range 10 {
			s := p.openRestless(options{Sweeper: sweeper, Sliding: 0.01})
			s.fill(10, minute)
			var closed atomic.Bool
			p.crowd(3, func(worker int) {
				if worker == 0 {
					defer closed.Store(true)
					for range 20 {
						s.clock.Advance(time.Second)
					}
					s.closes("beside hits that prolong")
					return
				}
				for !closed.Load() {
					for i := range 10 {
						s.Get(numbered(i))
					}
				}
			})
			s.emptied("after Close beside hits that prolong")
			s.quiet("after Close beside hits that prolong")
			s.reported("after Close beside hits that prolong")
		}
	}
}
