package cachetest

import (
	"runtime"
	"sync/atomic"
	"time"
)

var clearRules = []rule{
	{"ClearRemovesEverything", clearRemovesEverything},
	{"ReportsCleared", reportsCleared},
	{"ClearBesideWriters", clearBesideWriters},
	{"ClearIsOverWhenReported", clearIsOverWhenReported},
	{"ClearIsOneInstant", clearIsOneInstant},
}

func clearRemovesEverything(p *probe) {
	s := p.open(options{})
	c := s.clearer()
	c.Clear() // of an empty cache
	s.fill(200, forever)
	for i := range 100 {
		s.set(numbered(i), i, hour)
	}
	c.Clear()
	s.counts(0, "after Clear")
	s.shows(nil, "after Clear")
	for i := range 200 {
		s.lacks(numbered(i), "after Clear")
		s.deletes(numbered(i), false, "after Clear")
	}
	s.set("key", 1, minute)
	s.has("key", 1, "after Set after Clear")
	s.clock.Advance(minute)
	s.lacks("key", "at the deadline, after Clear")
}

func reportsCleared(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	c := s.clearer()
	var want []removal
	for i := range 30 {
		ttl := []time.Duration{forever, hour}[i%2]
		s.set(numbered(i), i, ttl)
		want = append(want, removal{numbered(i), i, cleared})
	}
	c.Clear()
	s.reported("after Clear", want...)
	c.Clear()
	s.reported("after Clear of an empty cache")

	s.set("key", 1, minute)
	s.clock.jump(minute)
	c.Clear()
	got := s.removed.take()
	if len(got) != 1 || got[0].value != 1 || got[0].cause != expired && got[0].cause != cleared {
		p.Fatalf("after Clear of one expired entry OnRemove was called with %v", got)
	}
}

// What was set before Clear was called is gone when it has returned; what is
// set after that stays.
func clearBesideWriters(p *probe) {
	s := p.openRestless(options{})
	c := s.clearer()
	for round := range 100 {
		s.fill(50, hour)
		var writing atomic.Int64
		p.together(
			func() {
				for writing.Load() < 5 { // not before the writer is on its way
					runtime.Gosched()
				}
				c.Clear()
			},
			func() {
				defer writing.Store(5)
				for i := range 50 {
					s.set(numbered(1000+i), i, hour)
					writing.Add(1)
				}
			},
			func() {
				for range s.All() {
					continue
				}
			},
		)
		for i := range 50 {
			s.lacks(numbered(i), "after Clear beside a writer of other keys")
		}
		s.set("key", round, forever)
		s.has("key", round, "after Set after Clear")
	}
}
