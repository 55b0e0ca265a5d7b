package cachetest

import (
	"time"

	"github.com/larder-go/larder"
)

// The part of the statistics that depends on when the sweeper ran.
var overdueRules = []rule{
	{"StatsTellWhatIsOverdue", statsTellWhatIsOverdue},
	{"StatsTellWhatASweepLeaves", statsTellWhatASweepLeaves},
	{"StatsCountSweepRuns", statsCountSweepRuns},
}

// overdue wants so many entries past their deadline, the longest for lag.
func (s *subject) overdue(n int, lag time.Duration, when string) {
	if st := s.Stats(); st.Overdue != n || st.SweepLag != lag {
		s.p.Fatalf("%s: Stats() has Overdue = %d and SweepLag = %v, want %d and %v", when, st.Overdue, st.SweepLag, n, lag)
	}
}

func statsTellWhatIsOverdue(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	s.overdue(0, 0, "in a new cache")
	s.set("for ever", 0, forever)
	for i := range 10 {
		s.set(numbered(i), i, time.Duration(i+1)*time.Second)
	}
	s.clock.jump(time.Second - 1)
	s.overdue(0, 0, "1ns before the first deadline")
	s.clock.jump(1)
	s.overdue(1, 0, "at the first deadline")
	s.clock.jump(3500 * time.Millisecond)
	s.overdue(4, 3500*time.Millisecond, "after four deadlines")
	s.deletes(numbered(0), false, "after its deadline")
	s.overdue(3, 2500*time.Millisecond, "when the first that had expired is deleted")
	s.set(numbered(2), 2, forever)
	s.overdue(2, 2500*time.Millisecond, "when another that had expired is overwritten")
	s.clock.jump(hour)
	s.overdue(8, hour+2500*time.Millisecond, "after all deadlines")
	for i := range 10 {
		s.Delete(numbered(i))
	}
	s.overdue(0, 0, "when all that had expired are deleted")

	silent := p.open(options{Sweeper: noSweeper, NoStats: true})
	expire(silent)
	silent.overdue(0, 0, "with NoStats")
	closed := p.open(options{Sweeper: noSweeper})
	expire(closed)
	closed.closes("with an expired entry")
	closed.overdue(0, 0, "after Close")
}

// Between the deadline and the tick the numbers are exact, with any sweeper.
func statsTellWhatASweepLeaves(p *probe) {
	for _, sweeper := range larder.Sweepers() {
		s := p.open(options{Sweeper: sweeper})
		s.set("kept", 0, forever)
		s.overdue(0, 0, "without deadlines")
		for range 2 {
			s.fill(20, minute)
			s.overdue(0, 0, "before the deadline")
			s.clock.jump(minute + time.Second) // no tick comes
			s.overdue(20, time.Second, "1s after the deadline, before a tick")
			if sweeper.Ticks() {
				s.clock.Advance(minute)
				s.overdue(0, 0, "after a sweep")
				continue
			}
			for i := range 20 {
				s.Delete(numbered(i))
			}
			s.overdue(0, 0, "after Delete")
		}
	}
}

// A tick is one call of a function given to Clock.AfterFunc, if that is the
// sweeper's.
func statsCountSweepRuns(p *probe) {
	runs := func(s *subject) int { return int(s.Stats().SweepRuns) }
	for _, sweeper := range ticking {
		s := p.open(options{Sweeper: sweeper, SweepInterval: time.Second})
		ticks := 0
		s.clock.around = func(tick func()) { ticks++; tick() }
		s.set("key", 1, hour)
		if n := runs(s); n != 0 {
			p.Fatalf("SweepRuns = %d before the first tick", n)
		}
		for i := range 5 {
			s.clock.Advance(10 * time.Second)
			if n := runs(s); n > ticks || n < 10*(i+1)-1 {
				p.Fatalf("%v: SweepRuns = %d after %v with a SweepInterval of 1s and %d calls of the clock", sweeper, n, 10*(i+1), ticks)
			}
		}
	}
	s := p.open(options{Sweeper: larder.SweepNone})
	s.fill(100, 1)
	s.clock.Advance(hour)
	s.fill(1000, 1)
	if st := s.Stats(); st.SweepRuns != 0 || st.SweepLocked != 0 {
		p.Fatalf("with no sweeper Stats() = %+v", st)
	}
	s = p.open(options{Sweeper: larder.SweepSampled})
	s.fill(1000, minute)
	before := runs(s)
	if s.clock.Advance(hour); before == 0 || runs(s) != before {
		p.Fatalf("with SweepSampled SweepRuns = %d after 1000 Sets, and %d an hour later", before, runs(s))
	}
}
