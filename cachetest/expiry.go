package cachetest

import (
	"math"
	"time"

	"github.com/larder-go/larder"
)

var expiryRules = []rule{
	{"AbsentAtTheDeadline", absentAtTheDeadline},
	{"ExpiredIsAbsentAtOnce", expiredIsAbsentAtOnce},
	{"SetRenewsTheDeadline", setRenewsTheDeadline},
	{"GetLeavesTheDeadline", getLeavesTheDeadline},
	{"DefaultTTLTakesOptionsTTL", defaultTTLTakesOptionsTTL},
	{"NoExpiryNeverExpires", noExpiryNeverExpires},
	{"AnyEpochWillDo", anyEpochWillDo},
}

const year = 365 * 24 * time.Hour

func absentAtTheDeadline(p *probe) {
	for _, ttl := range []time.Duration{1, 2, time.Microsecond, time.Second, minute, 24 * hour, 100 * year} {
		s := p.open(options{Sweeper: noSweeper})
		s.set("key", 1, ttl)
		s.has("key", 1, "at once")
		s.clock.jump(ttl - 1)
		s.has("key", 1, "1ns before the deadline")
		s.clock.jump(1)
		s.lacks("key", "at the deadline")
		s.clock.jump(1)
		s.lacks("key", "after the deadline")
	}
}

func expiredIsAbsentAtOnce(p *probe) {
	expired := func() *subject {
		s := p.open(options{Sweeper: noSweeper})
		s.set("key", 1, time.Second)
		s.clock.jump(time.Second)
		return s
	}
	expired().lacks("key", "at the deadline")
	expired().deletes("key", false, "at the deadline")
	expired().shows(nil, "at the deadline")

	s := expired()
	s.set("key", 2, time.Second)
	s.has("key", 2, "after Set over an expired entry")
	s.clock.jump(time.Second - 1)
	s.has("key", 2, "1ns before its own deadline")
	s.counts(1, "after Set over an expired entry")
}

func setRenewsTheDeadline(p *probe) {
	for _, sweeper := range forAnyTTL(larder.Sweepers()) {
		s := p.open(options{Sweeper: sweeper})
		s.set("longer", 1, minute)
		s.set("longer", 2, hour)
		s.set("shorter", 1, hour)
		s.set("shorter", 2, minute)
		s.set("for ever", 1, minute)
		s.set("for ever", 2, forever)
		s.set("from ever", 1, forever)
		s.set("from ever", 2, minute)
		s.set("anew", 1, minute)
		s.deletes("anew", true, "before its deadline")
		s.set("anew", 2, hour)
		s.clock.Advance(minute)
		s.has("longer", 2, "at the deadline of the replaced value")
		s.lacks("shorter", "at its deadline")
		s.has("for ever", 2, "at the deadline of the replaced value")
		s.lacks("from ever", "at its deadline")
		s.has("anew", 2, "at the deadline of the deleted value")
		s.clock.Advance(hour - minute)
		s.lacks("longer", "at its deadline")
		s.lacks("anew", "at its deadline")
	}
}

func getLeavesTheDeadline(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	s.set("key", 1, 10*time.Second)
	for range 9 {
		s.clock.jump(time.Second)
		s.has("key", 1, "before the deadline")
	}
	s.clock.jump(time.Second)
	s.lacks("key", "at the deadline, after many reads")
}

func defaultTTLTakesOptionsTTL(p *probe) {
	s := p.open(options{Sweeper: noSweeper, TTL: minute})
	s.set("default", 1, larder.DefaultTTL)
	s.set("own", 2, 2*minute)
	s.set("for ever", 3, forever)
	s.clock.jump(minute - 1)
	s.has("default", 1, "1ns before Options.TTL has passed")
	s.clock.jump(1)
	s.lacks("default", "when Options.TTL has passed")
	s.has("own", 2, "when Options.TTL has passed")
	s.clock.jump(minute)
	s.lacks("own", "when its own TTL has passed")
	s.has("for ever", 3, "when Options.TTL has passed")

	for _, none := range []time.Duration{0, larder.NoExpiry} {
		s := p.open(options{Sweeper: noSweeper, TTL: none})
		s.set("default", 1, larder.DefaultTTL)
		s.clock.jump(200 * year)
		s.has("default", 1, "after 200 years, with no TTL in Options")
	}
}

func noExpiryNeverExpires(p *probe) {
	s := p.open(options{})
	s.set("key", 1, larder.NoExpiry)
	for _, d := range []time.Duration{24 * hour, year, 199 * year, 92 * year, math.MaxInt64, math.MaxInt64} {
		s.clock.jump(d)
		s.has("key", 1, "after "+s.clock.Clock.Now().Sub(start).String())
		s.set("new", 2, larder.NoExpiry)
		s.has("new", 2, "after "+s.clock.Clock.Now().Sub(start).String())
	}
	s.shows(map[string]int{"key": 1, "new": 2}, "at the end of time")
}

// A deadline is a duration from when the cache was made, so that no year is
// too early or too late for it.
func anyEpochWillDo(p *probe) {
	for _, epoch := range []time.Time{
		{},
		time.Unix(0, 0),
		time.Unix(-1e10, 0),
		time.Date(1600, 2, 29, 12, 0, 0, 1, time.UTC), // nanoseconds since 1970 do not fit an int64
		time.Date(2026, 7, 1, 0, 0, 0, 0, time.FixedZone("east", 14*3600)),
		time.Date(2500, 1, 1, 0, 0, 0, 0, time.UTC), // nor do they here
		time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC),
	} {
		s := p.open(options{Sweeper: noSweeper, Clock: newClock(epoch)})
		s.set("key", 1, minute)
		s.set("for ever", 2, forever)
		s.clock.jump(minute - 1)
		s.has("key", 1, "1ns before the deadline, in "+epoch.String())
		s.clock.jump(1)
		s.lacks("key", "at the deadline, in "+epoch.String())
		s.has("for ever", 2, "without a deadline, in "+epoch.String())
	}
}
