package cachetest

import (
	"github.com/larder-go/larder"
	"go.uber.org/goleak"
)

var closeRules = []rule{
	{"CloseIsIdempotent", closeIsIdempotent},
	{"ClosedCacheIsEmpty", closedCacheIsEmpty},
	{"CloseReportsNothing", closeReportsNothing},
	{"CloseEndsTimers", closeEndsTimers},
	{"CloseLeavesNoGoroutine", closeLeavesNoGoroutine},
}

// emptied wants the cache to be as a closed one is.
func (s *subject) emptied(when string) {
	for _, key := range []string{"key", "other", "absent", numbered(0)} {
		s.lacks(key, when)
		s.deletes(key, false, when)
		s.refuses(key, 1, forever, larder.ErrClosed)
		s.refuses(key, 1, minute, larder.ErrClosed)
		s.lacks(key, when+", after a refused Set")
	}
	s.counts(0, when)
	s.shows(nil, when)
	if n := s.Stats().Size; n != 0 {
		s.p.Fatalf("%s: Stats().Size = %d", when, n)
	}
	s.tryClear()
}

// quiet wants the clock to be left alone.
func (s *subject) quiet(when string) {
	if n := s.clock.Pending(); n > 0 {
		s.p.Fatalf("%s: %d timers are left", when, n)
	}
	asked := s.clock.asked.Load()
	s.settle()
	if n := s.clock.asked.Load() - asked; n > 0 {
		s.p.Fatalf("%s: AfterFunc was called %d times", when, n)
	}
}

func (s *subject) closes(when string) {
	if err := s.Close(); err != nil {
		s.p.Fatalf("%s: Close() = %v", when, err)
	}
}

func closeIsIdempotent(p *probe) {
	s := p.open(options{})
	s.fill(10, hour)
	for range 3 {
		s.closes("again")
		s.emptied("after Close")
	}
	s = p.open(options{})
	s.closes("of a new cache")
	s.closes("of a new cache, again")
	s = p.open(options{})
	s.fill(10, hour)
	p.crowd(4, func(int) {
		s.closes("concurrently")
		s.emptied("after Close, concurrently")
	})
}

func closedCacheIsEmpty(p *probe) {
	s := p.open(options{})
	s.set("key", 1, forever)
	s.set("other", 2, minute)
	s.fill(100, hour)
	all := s.All()
	s.closes("with entries")
	s.emptied("after Close")
	for key := range all {
		p.Fatalf("after Close: a sequence that All returned before visits %s", key)
	}
	s.clock.Advance(minute)
	s.emptied("after Close, when entries have expired")
	s.clock.Set(start.Add(-hour))
	s.emptied("after Close, when the clock has stepped back")
}

func closeReportsNothing(p *probe) {
	s := p.open(options{})
	s.fill(50, forever)
	expire(s)
	s.closes("with entries")
	s.emptied("after Close")
	s.settle()
	s.reported("after Close")
}

func closeEndsTimers(p *probe) {
	s := p.open(options{})
	s.set("key", 1, minute) // closed at once after the start
	s.closes("with a timer")
	s.quiet("after Close at once after the first Set")

	s = p.open(options{})
	s.set("key", 1, hour)
	s.clock.Advance(minute)
	s.closes("with a timer")
	s.quiet("after Close between ticks")
	s.refuses("key", 2, minute, larder.ErrClosed)
	s.quiet("after a refused Set")
}

func closeLeavesNoGoroutine(p *probe) {
	others := goleak.IgnoreCurrent()
	for _, sweeper := range forAnyTTL(larder.Sweepers()) {
		for _, s := range []*subject{p.open(options{Sweeper: sweeper}), p.openUnclocked(options{Sweeper: sweeper})} {
			s.fill(20, hour)
			s.set("key", 1, 1)
			s.Get("key")
			s.closes("with entries")
		}
	}
	if err := goleak.Find(others); err != nil {
		p.Fatalf("after Close: %v", err)
	}
}
