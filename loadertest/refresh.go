package loadertest

import (
	"context"
	"time"
)

var refreshRules = []rule{
	{"RefreshAfterStartsOneLoad", timed(refreshAfterStartsOneLoad)},
	{"FailedRefreshIsNobodysError", timed(failedRefreshIsNobodysError)},
	{"RefreshOutlivesItsCaller", timed(refreshOutlivesItsCaller)},
	{"XFetchLoadsEarly", timed(xFetchLoadsEarly)},
	{"XFetchIsNotTooEarly", timed(xFetchIsNotTooEarly)},
	{"RefreshLoadsWhatIsThere", timed(refreshLoadsWhatIsThere)},
}

func refreshAfterStartsOneLoad(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, RefreshAfter: 0.75})
	s.get("key", 1, "at first")
	s.set("set", 1, 0)
	s.pass(45*second - 1)
	s.hit("key", 1, "1ns before three quarters of its TTL")
	s.hit("set", 1, "1ns before three quarters of its TTL")
	s.pass(1)
	gate := s.hangs()
	for range 20 {
		s.get("key", 1, "while it is loaded in the background")
		s.get("set", 1, "while it is loaded in the background")
	}
	if s.ask("key").gets(1, "while it is loaded in the background"); gate.count() != 2 {
		p.Fatalf("from three quarters of their TTL on two keys were loaded %d times", gate.count())
	}
	gate.opens(2)
	s.hit("key", 2, "after the load in the background")
	s.hit("set", 2, "after the load in the background")
	s.pass(45*second - 1)
	s.hit("key", 2, "1ns before three quarters of the TTL of what was loaded in the background")
}

func failedRefreshIsNobodysError(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, RefreshAfter: 0.5})
	s.get("key", 1, "at first")
	s.breaks(errOrigin)
	s.pass(minute / 2)
	s.ask("key").gets(1, "a load in the background fails")
	s.loaded(2, "a load in the background fails")
	s.pass(minute/2 - 1)
	s.ask("key").gets(1, "1ns before the end of the TTL")
	s.pass(1)
	s.fails("key", errOrigin, "at the end of the TTL")
}

// The context of who met the value that was due is nothing to the load.
func refreshOutlivesItsCaller(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, RefreshAfter: 0.5})
	s.get("key", 1, "at first")
	s.pass(minute / 2)
	gate := s.hangs()
	c := s.ask("key")
	c.gets(1, "while it is loaded in the background")
	c.leaves()
	if err := gate.context(0).Err(); err != nil {
		p.Fatalf("the context of a load in the background has ended with that of the caller it was served: %v", err)
	}
	joined := s.ask("key")
	joined.leaves()
	gate.opens(2)
	s.hit("key", 2, "after the load in the background")
}

// slowly has loads take a second on the cache's clock.
func (s *subject) slowly(value int) {
	s.answers(func(context.Context, string) (loaded, error) {
		if s.clock != nil {
			s.clock.Advance(second)
		} else {
			<-time.After(second)
		}
		return loaded{Value: value}, nil
	})
}

// With the largest β it is nearly certain at any age: a load took a second, so that a
// call loads with the probability e^(-0.06) where a minute is left.
func xFetchLoadsEarly(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, XFetch: 1000, HardTimeout: forever})
	s.slowly(1)
	s.get("key", 1, "at first")
	s.serves(2)
	for range 200 {
		s.ask("key")
	}
	s.ask("key").gets(2, "200 calls after it was loaded for a second, with XFetch of 1000")
}

// The logarithm is of a number with 53 bits, and so never above 37.
func xFetchIsNotTooEarly(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, XFetch: 1})
	s.slowly(1)
	s.get("key", 1, "at first")
	for range 22 {
		s.hit("key", 1, "more than 37 times the time it took to load before its end")
		s.pass(second)
	}

	s = p.open(options{Options: base{TTL: minute}})
	s.slowly(1)
	s.get("key", 1, "at first")
	s.pass(minute - 1)
	for range 200 {
		s.hit("key", 1, "1ns before its end, without XFetch")
	}
}

func refreshLoadsWhatIsThere(p *probe) {
	s := p.open(options{Options: base{TTL: minute}})
	r := optional[Refresher[string, int]](s)
	refreshes := func(want int, when string) {
		if v, err := r.Refresh(s.ctx, "key"); err != nil || v != want {
			p.Fatalf("%s: Refresh() = %d, %v; want %d", when, v, err, want)
		}
	}
	refreshes(1, "of what is not there")
	s.serves(2)
	s.hit("key", 1, "before Refresh")
	refreshes(2, "of what is there")
	s.hit("key", 2, "after Refresh")
	s.pass(minute - 1)
	s.hit("key", 2, "1ns before the end of what Refresh has loaded")
	s.breaks(errOrigin)
	_, err := r.Refresh(s.ctx, "key")
	p.refuses("Refresh from an origin that is down", err, errOrigin)
	s.hit("key", 2, "after a Refresh that failed")
}
