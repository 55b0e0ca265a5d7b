package cachetest

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/larder-go/larder"
)

// forever is NoExpiry; hour is longer than any sweeper needs.
const (
	forever = larder.NoExpiry
	minute  = time.Minute
	hour    = time.Hour
)

// options are those of most caches under test.
type options = larder.Options[string, int]

// subject is a cache under test, the clock and the listener it was given, and
// what a rule says about it. Its checks end the script when they fail.
type subject struct {
	larder.Cache[string, int]
	p       *probe
	clock   *clock // nil without one
	deaf    bool   // the cache has no listener
	removed ledger
}

// open makes a cache with a clock of its own, unless o brings one, and a
// ledger, which is told before the listener of o.
func (p *probe) open(o options) *subject {
	s := &subject{p: p}
	switch c := o.Clock.(type) {
	case nil:
		s.clock = newClock(start)
		o.Clock = s.clock
	case *clock:
		s.clock = c
	}
	return s.open(o)
}

// openRestless makes a cache for goroutines to collide in: its clock interrupts
// what reads it.
func (p *probe) openRestless(o options) *subject {
	s := p.open(o)
	s.clock.restless = true
	return s
}

// openDeaf makes a cache without a listener, if that is asked for.
func (p *probe) openDeaf(o options, deaf bool) *subject {
	s := &subject{p: p, clock: newClock(start), deaf: deaf}
	o.Clock = s.clock
	return s.open(o)
}

// openUnclocked makes a cache that is left to the system's clock.
func (p *probe) openUnclocked(o options) *subject { return (&subject{p: p}).open(o) }

func (s *subject) open(o options) *subject {
	listener := o.OnRemove
	o.OnRemove = func(key string, value int, cause larder.Cause) {
		s.removed.note(key, value, cause)
		if listener != nil {
			listener(key, value, cause)
		}
	}
	if s.deaf {
		o.OnRemove = nil
	}
	cache, err := s.p.suite.String(o)
	if err != nil {
		s.p.Fatalf("the constructor refuses %+v: %v", o, err)
	}
	if cache == nil {
		s.p.Fatalf("the constructor returned neither a cache nor an error for %+v", o)
	}
	s.Cache = cache
	s.p.cleanup(func() {
		if !s.p.failed() {
			cache.Close()
			return
		}
		go func() { // it may hang, or panic
			defer s.p.catch()
			cache.Close()
		}()
	})
	return s
}

// clearer returns the cache as a larder.Clearer, or ends the rule.
func (s *subject) clearer() larder.Clearer {
	c, ok := s.Cache.(larder.Clearer)
	if !ok {
		s.p.skip("the cache is no larder.Clearer")
	}
	return c
}

// tryClear clears a cache that can be cleared, and reports whether it can.
func (s *subject) tryClear() bool {
	c, ok := s.Cache.(larder.Clearer)
	if ok {
		c.Clear()
	}
	return ok
}

// conditional returns the cache as a larder.Conditional, or ends the rule.
func (s *subject) conditional() larder.Conditional[string, int] {
	c, ok := s.Cache.(larder.Conditional[string, int])
	if !ok {
		s.p.skip("the cache is no larder.Conditional")
	}
	return c
}

// set stores, which must work.
func (s *subject) set(key string, value int, ttl time.Duration) {
	if err := s.Set(key, value, ttl); err != nil {
		s.p.Fatalf("Set(%s, %d, %v) = %v", brief(key), value, ttl, err)
	}
}

// fill stores n entries under numbered keys, each its number.
func (s *subject) fill(n int, ttl time.Duration) {
	for i := range n {
		s.set(numbered(i), i, ttl)
	}
}

func numbered(i int) string { return fmt.Sprintf("key-%d", i) }

// refuses wants Set to return an error that is target.
func (s *subject) refuses(key string, value int, ttl time.Duration, target error) {
	if err := s.Set(key, value, ttl); !errors.Is(err, target) {
		s.p.Fatalf("Set(%s, %d, %d) = %v, want %v", brief(key), value, ttl, err, target)
	}
}

// refuses wants err to be target.
func (p *probe) refuses(when string, err, target error) {
	if !errors.Is(err, target) {
		p.Fatalf("%s: the error is %v, want %v", when, err, target)
	}
}

// has wants key to hold value.
func (s *subject) has(key string, value int, when string) {
	if got, ok := s.Get(key); !ok || got != value {
		s.p.Fatalf("%s: Get(%s) = %d, %t; want %d, true", when, brief(key), got, ok, value)
	}
}

// lacks wants key to be absent.
func (s *subject) lacks(key string, when string) {
	if got, ok := s.Get(key); ok || got != 0 {
		s.p.Fatalf("%s: Get(%s) = %d, %t; want 0, false", when, brief(key), got, ok)
	}
}

// deletes wants Delete to return live.
func (s *subject) deletes(key string, live bool, when string) {
	if got := s.Delete(key); got != live {
		s.p.Fatalf("%s: Delete(%s) = %t, want %t", when, brief(key), got, live)
	}
}

// counts wants Len to be n.
func (s *subject) counts(n int, when string) {
	if got := s.Len(); got != n {
		s.p.Fatalf("%s: Len() = %d, want %d", when, got, n)
	}
}

// shows wants All to visit exactly want, and each entry once.
func (s *subject) shows(want map[string]int, when string) { s.p.visits(s.All(), want, when) }

// visits wants a sequence from All to visit exactly want, and each entry once.
func (p *probe) visits(all iter.Seq2[string, int], want map[string]int, when string) {
	got := make(map[string]int)
	for k, v := range all {
		if _, twice := got[k]; twice {
			p.Fatalf("%s: All visits %s twice", when, brief(k))
		}
		got[k] = v
	}
	if !maps.Equal(got, want) {
		p.Fatalf("%s: All visits %d entries %.200s, want %d %.200s",
			when, len(got), fmt.Sprint(got), len(want), fmt.Sprint(want))
	}
}

// reported wants these removals, and no others, since it was asked last; in
// any order.
func (s *subject) reported(when string, want ...removal) {
	got := s.removed.take()
	var wanted ledger
	for _, r := range want {
		wanted.note(r.key, r.value, r.cause)
	}
	if want = wanted.take(); !slices.Equal(got, want) {
		s.p.Fatalf("%s: OnRemove was called with %v, want %v", when, got, want)
	}
}

// settle has the sweeper remove what has expired.
func (s *subject) settle() { s.clock.Advance(hour) }
