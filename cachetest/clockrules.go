package cachetest

import (
	"github.com/larder-go/larder"
)

var clockRules = []rule{
	{"ClockIsReadOncePerOperation", clockIsReadOncePerOperation},
	{"ClockIsCalledOutsideLocks", clockIsCalledOutsideLocks},
}

// step is one operation on a cache that preparation has brought to where the
// operation is interesting.
type step struct {
	name    string
	prepare func(*subject)
	act     func(*subject)
}

func expire(s *subject) {
	s.set("key", 1, minute)
	s.clock.jump(minute)
}

func live(s *subject) { s.set("key", 1, minute) }

func nothing(*subject) {}

// setIf does nothing to a cache that has no SetIf.
func setIf(s *subject) {
	if c, ok := s.Cache.(larder.Conditional[string, int]); ok {
		_, _ = c.SetIf("key", 2, minute, nil, func(int, bool) bool { return true })
	}
}

func deleteIf(s *subject) {
	if c, ok := s.Cache.(larder.Conditional[string, int]); ok {
		c.DeleteIf("key", nil, func(int) bool { return true })
	}
}

var steps = []step{
	{"Get of an absent key", nothing, func(s *subject) { s.Get("key") }},
	{"Get of a live entry", live, func(s *subject) { s.Get("key") }},
	{"Get of an entry that it may prolong", func(s *subject) { live(s); s.clock.jump(minute / 2) }, func(s *subject) { s.Get("key") }},
	{"Get of an expired entry", expire, func(s *subject) { s.Get("key") }},
	{"Set of an absent key", nothing, func(s *subject) { s.set("key", 2, minute) }},
	{"Set over a live entry", live, func(s *subject) { s.set("key", 2, minute) }},
	{"Set over a live entry, for ever", live, func(s *subject) { s.set("key", 2, forever) }},
	{"Set over an expired entry", expire, func(s *subject) { s.set("key", 2, minute) }},
	{"Set over an expired entry, for ever", expire, func(s *subject) { s.set("key", 2, forever) }},
	{"Set with a negative TTL", live, func(s *subject) { s.refuses("key", 2, -1, larder.ErrTTL) }},
	{"Delete of an absent key", nothing, func(s *subject) { s.Delete("key") }},
	{"Delete of a live entry", live, func(s *subject) { s.Delete("key") }},
	{"Delete of an expired entry", expire, func(s *subject) { s.Delete("key") }},
	{"SetIf of an absent key", nothing, setIf},
	{"SetIf over a live entry", live, setIf},
	{"SetIf over an expired entry", expire, setIf},
	{"DeleteIf of a live entry", live, deleteIf},
	{"DeleteIf of an expired entry", expire, deleteIf},
	{"Len", live, func(s *subject) { s.Len() }},
	{"Stats", live, func(s *subject) { s.Stats() }},
	{"Close", live, func(s *subject) { s.Close() }},
}

// A loop over All may read it once an entry.
func clockIsReadOncePerOperation(p *probe) {
	for _, o := range []options{{Sweeper: noSweeper}, {}, {Sweeper: larder.SweepSampled, SweepSets: 1}, {Sliding: 0.01}} {
		for _, step := range steps {
			s := p.open(o)
			step.prepare(s)
			before := s.clock.reads.Load()
			step.act(s)
			if n := s.clock.reads.Load() - before; n > 1 {
				p.Fatalf("%s reads the clock %d times (sweeper %v, sliding %v)", step.name, n, o.Sweeper, o.Sliding)
			}
		}
	}
	s := p.open(options{})
	s.fill(10, minute)
	before := s.clock.reads.Load()
	for range s.All() {
		continue
	}
	if n := s.clock.reads.Load() - before; n > 10 {
		p.Fatalf("a loop over 10 entries reads the clock %d times", n)
	}
}

// Whatever the cache calls, it is called back from there: Now, AfterFunc, and
// the function that AfterFunc returned.
func clockIsCalledOutsideLocks(p *probe) {
	sweep := step{"a tick", live, func(s *subject) { s.clock.Advance(hour) }}
	all := step{"All", live, func(s *subject) {
		for range s.All() {
			continue
		}
	}}
	clear := step{"Clear", live, func(s *subject) {
		if c, ok := s.Cache.(larder.Clearer); ok {
			c.Clear()
		}
	}}
	for _, step := range append([]step{sweep, all, clear}, steps...) {
		s := p.open(options{})
		step.prepare(s)
		for _, h := range []*hook{&s.clock.onNow, &s.clock.onAfter, &s.clock.onStop} {
			h.set(0, s.useAll)
		}
		p.during(step.name+", with a clock that calls the cache", func() { step.act(s) })
	}
}

// useAll calls every method but Close.
func (s *subject) useAll() {
	s.Get("key")
	_ = s.Set("key", 3, hour)
	_ = s.Set("other", 3, hour)
	s.Delete("other")
	setIf(s)
	deleteIf(s)
	s.Delete("key")
	s.Len()
	s.Stats()
	for range s.All() {
		continue
	}
}
