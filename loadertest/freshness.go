package loadertest

import (
	"fmt"
	"testing/synctest"
	"time"
)

var freshnessRules = []rule{
	{"FreshUntilItsTTL", timed(freshUntilItsTTL)},
	{"StatesChangeAtTheirBoundaries", timed(statesChangeAtTheirBoundaries)},
	{"JitterShortensWhatIsLoaded", timed(jitterShortensWhatIsLoaded)},
}

func freshUntilItsTTL(p *probe) {
	for _, ttl := range []time.Duration{1, time.Millisecond, second, minute + 1, 26 * hour} {
		s := p.open(options{Options: base{TTL: ttl}})
		s.pass(ttl / 7)
		s.serves(1)
		s.get("key", 1, "at first")
		s.set("set", 1, 0)
		s.pass(ttl - 1)
		s.hit("key", 1, fmt.Sprintf("1ns before its end, TTL %v", ttl))
		s.hit("set", 1, fmt.Sprintf("1ns before its end, TTL %v", ttl))
		s.pass(1)
		s.serves(2)
		s.get("key", 2, fmt.Sprintf("at its end, TTL %v", ttl))
		s.get("set", 2, fmt.Sprintf("at its end, TTL %v", ttl))
	}
}

// answer is what becomes of a call, before its load has returned.
type answer int

const (
	served     answer = iota // at once, no load
	background               // at once, and a load begins
	fallback                 // waits for a load; has the old value if that fails
	gone                     // waits for a load, and fails if that does
)

// A TTL of a minute, 30s more of StaleWhileRevalidate, and StaleIfError until 2m30s.
func statesChangeAtTheirBoundaries(p *probe) {
	all := options{Options: base{TTL: minute}, StaleWhileRevalidate: 30 * second, StaleIfError: 90 * second}
	never := options{Options: base{TTL: minute}}
	revalidate := options{Options: base{TTL: minute}, StaleWhileRevalidate: 30 * second}
	ifError := options{Options: base{TTL: minute}, StaleIfError: 30 * second}
	early := all
	early.RefreshAfter = 0.5
	for _, c := range []struct {
		name string
		o    options
		age  time.Duration
		want answer
	}{
		{"no windows", never, minute - 1, served},
		{"no windows", never, minute, gone},
		{"all windows", all, minute - 1, served},
		{"all windows", all, minute, background},
		{"all windows", all, 90*second - 1, background},
		{"all windows", all, 90 * second, fallback},
		{"all windows", all, 150*second - 1, fallback},
		{"all windows", all, 150 * second, gone},
		{"all windows", all, hour, gone},
		{"StaleWhileRevalidate alone", revalidate, minute, background},
		{"StaleWhileRevalidate alone", revalidate, 90*second - 1, background},
		{"StaleWhileRevalidate alone", revalidate, 90 * second, gone},
		{"StaleIfError alone", ifError, minute - 1, served},
		{"StaleIfError alone", ifError, minute, fallback},
		{"StaleIfError alone", ifError, 90*second - 1, fallback},
		{"StaleIfError alone", ifError, 90 * second, gone},
		{"RefreshAfter, too", early, 30*second - 1, served},
		{"RefreshAfter, too", early, 30 * second, background},
		{"RefreshAfter, too", early, minute - 1, background},
		{"RefreshAfter, too", early, minute, background},
		{"RefreshAfter, too", early, 90 * second, fallback},
		{"RefreshAfter, too", early, 150 * second, gone},
	} {
		for _, works := range []bool{true, false} {
			s := p.open(c.o)
			s.get("key", 1, "at first")
			s.pass(c.age)
			s.isServed(fmt.Sprintf("%s, at the age of %v", c.name, c.age), c.want, works)
		}
	}
}

// isServed asks for a key whose old value is 1, and has the load, if there is one,
// return 2 or fail.
func (s *subject) isServed(when string, want answer, works bool) {
	gate := s.hangs()
	c := s.ask("key")
	synctest.Wait()
	loads := 1
	if want == served {
		loads = 0
	}
	if n := gate.count(); n != loads {
		s.p.Fatalf("%s: a call began %d loads, want %d", when, n, loads)
	}
	if want <= background {
		c.gets(1, when)
	} else {
		c.waits(when)
	}
	if works {
		gate.opens(2)
	} else {
		gate.lets(loaded{}, errOrigin)
	}
	switch {
	case want <= background:
		c.gets(1, when)
	case works:
		c.gets(2, when+", the load has returned")
	case want == fallback:
		c.gets(1, when+", the load has failed")
	default:
		c.fails(errOrigin, when+", the load has failed")
	}
	if works && want != served {
		s.hit("key", 2, when+", after the load")
	}
}

func jitterShortensWhatIsLoaded(p *probe) {
	const n = 100
	s := p.open(options{Options: base{TTL: minute, Jitter: 0.5}})
	for i := range n {
		s.get(numbered(i), 1, "at first")
	}
	s.pass(minute/2 - 1)
	for i := range n {
		s.hit(numbered(i), 1, "before the end of the shortest TTL that the jitter leaves")
	}
	s.pass(minute / 4)
	before := s.calls()
	for i := range n {
		s.get(numbered(i), 1, "in the middle of the jitter")
	}
	if expired := s.calls() - before; expired == 0 || expired == n {
		p.Fatalf("in the middle of the jitter %d of %d have expired", expired, n)
	}
}
