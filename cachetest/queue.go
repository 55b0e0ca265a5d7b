package cachetest

import (
	"time"

	"github.com/larder-go/larder"
)

// With SweepQueue all entries that expire have one time to live.
var queueRules = []rule{
	{"QueueTakesOptionsTTL", queueTakesOptionsTTL},
	{"QueueTakesTheFirstTTL", queueTakesTheFirstTTL},
}

// takesOnly wants Set to refuse any other time to live than one, and to leave
// everything as it is then.
func (s *subject) takesOnly(one time.Duration, when string) {
	s.set("key", 1, one)
	s.set("kept", 2, forever)
	before := s.Stats()
	for _, ttl := range []time.Duration{1, one - 1, one + 1, 2 * one, larder.NoExpiry - 1} {
		s.refuses("key", 3, ttl, larder.ErrTTL)
		s.refuses("kept", 3, ttl, larder.ErrTTL)
		s.refuses("absent", 3, ttl, larder.ErrTTL)
	}
	s.refuses("key", 3, -one, larder.ErrTTL)
	when += ", after a Set with another TTL was refused"
	s.counted(withoutMoment(before), when)
	s.has("key", 1, when)
	s.has("kept", 2, when)
	s.lacks("absent", when)
	s.reported(when)
	s.clock.Advance(one - 1)
	s.has("key", 1, when+", 1ns before its deadline")
	s.clock.Advance(1 + lateness(one))
	s.counts(1, when+", in time after its deadline")
	s.has("kept", 2, when)
	s.reported(when, removal{"key", 1, expired})
	s.deletes("kept", true, when)
	s.reported(when, removal{"kept", 2, deleted})
}

func queueTakesOptionsTTL(p *probe) {
	s := p.open(options{Sweeper: larder.SweepQueue, TTL: minute})
	s.refuses("first", 0, hour, larder.ErrTTL)
	s.takesOnly(minute, "with Options.TTL")
	s.takesOnly(minute, "with Options.TTL, again")
	s.set("default", 4, larder.DefaultTTL)
	s.clock.Advance(minute - 1)
	s.has("default", 4, "1ns before its deadline")
	s.clock.Advance(1 + lateness(minute))
	s.counts(0, "in time after the deadline of Options.TTL")
}

// NoExpiry, in Options too, is no time to live that would be the first, nor is
// one that was refused.
func queueTakesTheFirstTTL(p *probe) {
	for _, none := range []time.Duration{0, larder.NoExpiry} {
		s := p.open(options{Sweeper: larder.SweepQueue, TTL: none})
		s.set("default", 0, larder.DefaultTTL)
		s.set("for ever", 0, forever)
		s.refuses("first", 0, -1, larder.ErrTTL)
		s.deletes("default", true, "without a deadline")
		s.deletes("for ever", true, "without a deadline")
		s.removed.take()
		s.takesOnly(hour, "with the first TTL")
		s.takesOnly(hour, "with the first TTL, when none that has it is left")
		s.set("default", 0, larder.DefaultTTL)
		s.clock.Advance(24 * hour)
		s.has("default", 0, "without a deadline")
	}
}
