package cachetest

import (
	"sync/atomic"
	"time"
)

// A sweeper sleeps until the earliest deadline there is, which the next Set may
// bring forward.
var sleepRules = []rule{
	{"ShortTTLHastensTheSweeper", shortTTLHastensTheSweeper},
	{"SweeperSleepsUntilADeadline", sweeperSleepsUntilADeadline},
	{"SweeperOutlivesAStepBack", sweeperOutlivesAStepBack},
}

// lateness is how long after its deadline an entry may stay that was set for
// ttl, the shortest lately.
func lateness(ttl time.Duration) time.Duration {
	return min(max(ttl/4, 10*time.Millisecond), 250*time.Millisecond)
}

func shortTTLHastensTheSweeper(p *probe) {
	shorter := []time.Duration{10 * time.Second, time.Second, 100 * time.Millisecond, time.Millisecond, 1}
	for _, sweeper := range forAnyTTL(ticking) {
		for _, asleep := range []time.Duration{0, minute / 7, 11 * hour} {
			s := p.open(options{Sweeper: sweeper})
			s.set("long", 1, 24*hour)
			s.clock.Advance(asleep)
			for i, ttl := range shorter {
				s.set("short", i, ttl)
				s.clock.Advance(ttl + lateness(ttl))
				s.counts(1, "in time after a deadline that came sooner than the one a sweeper slept for, TTL "+ttl.String())
			}
			s.set("long", 2, time.Second)
			s.clock.Advance(time.Second + lateness(time.Second))
			s.counts(0, "in time after the deadline of an entry whose life a Set had shortened")
		}

		s := p.open(options{Sweeper: sweeper})
		for i, ttl := range shorter { // each sooner than those before, and none removed meanwhile
			s.set(numbered(i), i, ttl)
		}
		s.deletes(numbered(2), true, "before its deadline")
		for i, left := range []int{3, 3, 2, 1, 0} {
			ttl := shorter[len(shorter)-1-i]
			s.clock.Advance(start.Add(ttl + lateness(ttl)).Sub(s.clock.Clock.Now()))
			if n := s.Len(); n > left {
				p.Fatalf("%v after one of several deadlines, TTL %v: Len() = %d, want %d", lateness(ttl), ttl, n, left)
			}
		}
	}
}

// spinning is more ticks than any rule waits for: who counts need not go on.
const spinning = 100_000

// countTicks returns a function that wants few ticks to have come since, over
// so many entries: two a minute for each, since a cache of shards may have a
// timer for each shard. A sweeper that does not sleep has hundreds.
func (s *subject) countTicks(entries int) (few func(when string)) {
	var ticks atomic.Int64
	since, tick := s.clock.Clock.Now(), s.clock.around
	s.clock.around = func(call func()) {
		if n := ticks.Add(1); n > spinning {
			s.p.Fatalf("%d ticks in %v: the sweeper spins", n, s.clock.Clock.Now().Sub(since))
		}
		if tick != nil {
			tick(call)
		} else {
			call()
		}
	}
	return func(when string) {
		passed := s.clock.Clock.Now().Sub(since)
		if n, most := ticks.Load(), int64(entries)*(2*int64(passed/minute)+10); n > most {
			s.p.Fatalf("%s: %d ticks in %v, want at most %d", when, n, passed, most)
		}
	}
}

func sweeperSleepsUntilADeadline(p *probe) {
	for _, sweeper := range ticking {
		s := p.open(options{Sweeper: sweeper})
		few := s.countTicks(3)
		s.fill(3, 24*hour)
		s.clock.Advance(24*hour - 1)
		few("while nothing expires")
		s.clock.Advance(1 + lateness(24*hour))
		s.counts(0, "in time after the first deadline in a day")
	}
}

// What was seen to be expired stays so, what is set meanwhile stays for its time
// to live at least, and goes in time after the latest moment at which it may
// expire: its time to live after what the clock had shown before.
func sweeperOutlivesAStepBack(p *probe) {
	const back = hour
	for _, sweeper := range ticking {
		for _, again := range []bool{false, true} {
			s := p.open(options{Sweeper: sweeper})
			s.set("seen", 1, minute)
			s.clock.Advance(minute / 2)
			s.set("kept", 2, minute)
			s.clock.jump(minute / 2)
			s.lacks("seen", "at its deadline")
			s.clock.jump(-back)
			few := s.countTicks(3)
			after := "after the clock has stepped back"
			s.lacks("seen", after)
			s.set("new", 3, minute)
			s.clock.Advance(minute - 1)
			s.lacks("seen", after)
			s.has("kept", 2, after)
			s.has("new", 3, after+", 1ns before it has lived its TTL")
			if again {
				s.clock.Set(start.Add(minute))
				after += " and forward"
			}
			s.clock.Advance(start.Add(minute + minute/2 - 1).Sub(s.clock.Clock.Now()))
			s.lacks("seen", after)
			s.has("kept", 2, after+", 1ns before its deadline")
			s.clock.Advance(minute/2 + 1 + lateness(minute))
			s.counts(0, after+", when all have expired")
			s.reported(after, removal{"seen", 1, expired}, removal{"kept", 2, expired}, removal{"new", 3, expired})
			few(after)
		}
	}
}
