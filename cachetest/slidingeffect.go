package cachetest

import (
	"time"

	"github.com/larder-go/larder"
)

// What slides, and what nobody but the reader should notice of it.
var slidingEffectRules = []rule{
	{"SlidingSparesNoExpiry", slidingSparesNoExpiry},
	{"OnlyGetSlides", onlyGetSlides},
	{"SlidingIsNoSet", slidingIsNoSet},
	{"SweepSparesWhatIsRead", sweepSparesWhatIsRead},
}

func slidingSparesNoExpiry(p *probe) {
	s := p.open(options{Sliding: 0.01})
	s.set("key", 1, forever)
	s.set("default", 2, larder.DefaultTTL)
	for range 29 {
		s.clock.jump(10 * year)
		s.has("key", 1, "without a deadline")
		s.has("default", 2, "without a deadline")
	}
	if n := s.clock.asked.Load(); n > 0 {
		p.Fatalf("AfterFunc was called %d times although hits were on entries without a deadline", n)
	}
}

func onlyGetSlides(p *probe) {
	s := p.open(options{Sweeper: noSweeper, Sliding: 0.01})
	s.set("key", 1, minute)
	s.clock.jump(minute / 2)
	s.shows(map[string]int{"key": 1}, "at half of its TTL")
	if c, ok := s.Cache.(larder.Snapshotter[string, int]); ok {
		v := view{c.Snapshot(), p}
		v.holds(map[string]int{"key": 1}, 1, "at half of its TTL")
	}
	s.refuses("key", 2, -1, larder.ErrTTL)
	s.deletes("other", false, "absent")
	s.Len()
	s.Stats()
	s.diesIn(minute/2, "key", 1, "after All, a snapshot and a refused Set")
}

func slidingIsNoSet(p *probe) {
	for _, sweeper := range []larder.Sweeper{larder.SweepNone, larder.SweepDefault} {
		s := p.open(options{Sweeper: sweeper, Sliding: 0.01})
		s.set("key", 1, minute)
		for range 10 {
			s.clock.Advance(minute / 2)
			s.has("key", 1, "at half of its TTL")
		}
		s.reported("after hits that prolong")
		s.counted(larder.Stats{Hits: 10, Sets: 1, Size: 1}, "after hits that prolong")
		s.clock.Advance(minute)
		s.deletes("key", false, "at its TTL after the last hit")
		s.reported("when an entry has expired that hits prolonged", removal{"key", 1, expired})
	}
}

// What is read is there when what is not has been swept, for as long as it is
// read; then it is swept in time.
func sweepSparesWhatIsRead(p *probe) {
	const keys = 10
	for _, sweeper := range append(larder.Sweepers(), larder.SweepDefault) {
		s := p.open(options{Sweeper: sweeper, Sliding: 0.1})
		s.fill(2*keys, minute)
		for round := range 8 {
			s.clock.Advance(minute/2 + time.Duration(round))
			for i := range keys {
				s.has(numbered(i), i, "read twice within its TTL, beside a sweeper")
			}
			if sweeper == larder.SweepSampled {
				for range 100 {
					s.set("other", -1, forever)
				}
			}
		}
		if !sweeper.Ticks() {
			continue
		}
		s.counts(keys, "when what nobody read was swept")
		s.clock.Advance(minute - 1)
		s.counts(keys, "1ns before the deadline of what was read")
		s.clock.Advance(1 + lateness(minute))
		s.counts(0, "in time after the deadline of what was read")
		s.reportedAll(2*keys, func(int) larder.Cause { return expired }, "when hits had prolonged some")
	}
}
