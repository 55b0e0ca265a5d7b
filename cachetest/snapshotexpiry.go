package cachetest

import (
	"time"

	"github.com/larder-go/larder"
)

// Liveness is judged at the cut, by one reading of the clock.
var snapshotExpiryRules = []rule{
	{"SnapshotJudgesLivenessAtTheCut", snapshotJudgesLivenessAtTheCut},
	{"SnapshotLenCountsResidents", snapshotLenCountsResidents},
	{"SnapshotIsOfOneTime", snapshotIsOfOneTime},
	{"SnapshotStepBackResurrectsNothing", snapshotStepBackResurrectsNothing},
}

func snapshotJudgesLivenessAtTheCut(p *probe) {
	s := p.open(options{Sweeper: noSweeper, TTL: minute})
	s.fill(60, larder.DefaultTTL)
	s.set("late", 1, minute+1)
	s.set("kept", 2, forever)
	before, all := s.snapshot(), firstNumbers(60)
	all["late"], all["kept"] = 1, 2

	s.clock.jump(minute)
	at := s.snapshot()
	look := func(when string) {
		before.holds(all, 62, "taken before the deadline, "+when)
		at.holds(map[string]int{"late": 1, "kept": 2}, 62, "taken at the deadline of the others, "+when)
		for i := range 60 {
			at.lacks(numbered(i), "taken at its deadline, "+when)
		}
	}
	look("at once")
	s.clock.jump(1)
	look("when the last has expired, too")
	s.clock.jump(hour)
	look("an hour later")
	s.fill(60, hour)
	look("when the keys were set anew")
	s.clock.Set(start)
	look("when the clock has stepped back")
}

func snapshotLenCountsResidents(p *probe) {
	s := p.open(options{})
	s.fill(60, minute)
	s.set("kept", 2, forever)
	s.clock.jump(minute)
	kept := map[string]int{"kept": 2}
	v := s.snapshot()
	v.holds(kept, s.Len(), "when the others have expired")
	v.holds(kept, 61, "when the others have expired, and nothing has met them")
	s.settle()
	v.holds(kept, 61, "taken before the others were swept")
	s.snapshot().holds(kept, 1, "taken after the others were swept")
}

// The deadlines follow each other closely, and so do readings of the clock,
// each of which shows a later time than the last. What is live at one time are
// the entries from one deadline on.
func snapshotIsOfOneTime(p *probe) {
	const n = 200
	for round := range 10 {
		s := p.open(options{Sweeper: noSweeper})
		s.clock.flowing = true
		for i := range n {
			s.set(numbered(i), i, minute+time.Duration(i))
		}
		flown := time.Duration(s.clock.flown.Load())
		s.clock.jump(minute - flown + (flown+n)*time.Duration(round)/10)
		v := s.snapshot()
		live, least := 0, n
		for key, value := range v.All() {
			live, least = live+1, min(least, value)
			if _, ok := v.Get(key); !ok {
				p.Fatalf("All of a snapshot visits %s, and Get does not find it", key)
			}
		}
		if live != n-least {
			p.Fatalf("a snapshot of entries that expire one after the other shows %d, the first of which is %d of %d: "+
				"they were not judged by one reading of the clock", live, least, n)
		}
	}
}

// What was shown to have expired stays so, whether the cache or a snapshot
// was first to show it.
func snapshotStepBackResurrectsNothing(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	s.fill(20, minute)
	s.clock.jump(minute)
	s.shows(nil, "at the deadline")
	s.clock.Set(start)
	p.visits(s.snapshot().All(), nil, "in a snapshot taken when the clock had stepped back behind a deadline that All had seen pass")

	s = p.open(options{Sweeper: noSweeper})
	s.fill(20, minute)
	s.clock.jump(minute)
	v := s.snapshot()
	p.visits(v.All(), nil, "in a snapshot taken at the deadline")
	s.clock.Set(start)
	s.shows(nil, "when the clock had stepped back behind a deadline that a snapshot had seen pass")
	for i := range 20 {
		s.lacks(numbered(i), "when the clock had stepped back behind a deadline that a snapshot had seen pass")
	}
}
