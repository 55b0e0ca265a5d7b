package cachetest

import (
	"errors"
	"sync/atomic"

	"github.com/larder-go/larder"
)

var closeRaceRules = []rule{
	{"CloseDuringSweep", closeDuringSweep},
	{"CloseDuringSet", closeDuringSet},
	{"CloseBesideEverything", closeBesideEverything},
}

// The sweep is in the middle of reading the clock, of reporting, or in another
// goroutine.
func closeDuringSweep(p *probe) {
	var s *subject
	listener, _ := first(func() { s.closes("in the listener") })
	s = p.open(options{OnRemove: listener})
	s.fill(20, minute)
	p.during("a sweep whose listener closes the cache", s.settle)
	s.emptied("after Close in the listener during a sweep")
	s.quiet("after Close in the listener during a sweep")

	s = p.open(options{})
	s.fill(20, minute)
	s.clock.jump(minute)
	s.clock.onNow.set(0, func() { s.closes("during a sweep") })
	p.during("a sweep whose clock closes the cache", s.settle)
	s.emptied("after Close during a sweep")
	s.quiet("after Close during a sweep")
	s.reported("after Close before the sweep removed anything")

	for range 100 {
		s := p.open(options{})
		s.fill(30, minute)
		p.together(s.settle, func() { s.closes("beside a sweep") })
		s.emptied("after Close beside a sweep")
		s.quiet("after Close beside a sweep")
	}
}

// Set is in the middle of reading the clock or of starting a timer.
func closeDuringSet(p *probe) {
	for _, hooked := range []func(*clock) *hook{
		func(c *clock) *hook { return &c.onNow },
		func(c *clock) *hook { return &c.onAfter },
	} {
		s := p.open(options{})
		h := hooked(s.clock)
		h.set(0, func() { s.closes("during Set") })
		p.during("Set whose clock closes the cache", func() {
			if err := s.Set("key", 1, minute); err != nil && !errors.Is(err, larder.ErrClosed) {
				p.Errorf("Set during which the cache was closed = %v", err)
			}
		})
		if !h.spent() {
			s.closes("after Set")
		}
		s.emptied("after Close during Set")
		s.quiet("after Close during Set")
		s.reported("after Close during Set")
	}
}

func closeBesideEverything(p *probe) {
	for range 50 {
		s := p.open(options{})
		s.fill(10, hour)
		var closed atomic.Bool
		p.crowd(4, func(worker int) {
			if worker == 0 {
				defer closed.Store(true)
				s.closes("beside everything")
				return
			}
			for i := 0; ; i++ {
				late := closed.Load()
				key := numbered(i % 10)
				err := s.Set(key, i, hour)
				_, ok := s.Get(key)
				if late && (ok || !errors.Is(err, larder.ErrClosed)) {
					p.Fatalf("after Close: Set = %v, Get finds %t", err, ok)
				}
				if late || err != nil && !errors.Is(err, larder.ErrClosed) {
					return
				}
			}
		})
		s.emptied("after Close beside everything")
		s.quiet("after Close beside everything")
	}
}
