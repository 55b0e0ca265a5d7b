package cachetest

import (
	"math/rand/v2"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

// Clear takes effect at one instant, for readers of several keys as well: one
// that misses a key finds no other key afterwards, if nobody has set it. In
// these rules nobody does.

// What is reported as cleared was so before, and all else with it.
func clearIsOverWhenReported(p *probe) {
	const n = 200
	var s *subject
	reports := 0
	s = p.open(options{OnRemove: func(string, int, larder.Cause) {
		if reports++; reports > 3 {
			return
		}
		for i := range n {
			s.lacks(numbered(i), "when Clear reports")
		}
		s.counts(0, "when Clear reports")
		s.shows(nil, "when Clear reports")
		if snapshotter, ok := s.Cache.(larder.Snapshotter[string, int]); ok {
			view{snapshotter.Snapshot(), p}.holds(nil, 0, "when Clear reports")
		}
	}})
	c := s.clearer()
	s.fill(n, hour)
	p.during("Clear whose listener reads the cache", c.Clear)
	if reports != n {
		p.Fatalf("Clear of %d entries reported %d", n, reports)
	}
}

// reader reads keys, and knows when one of them was gone.
type reader struct {
	s    *subject
	keys []string // a prime number of them, so that each stride visits all
	gone string   // the first key that was
}

// pass reads all keys in another order than the last time, and wants those to
// be gone that come after the first that was. It reports whether all were.
func (r *reader) pass(when string) (all bool) {
	n := len(r.keys)
	all = true
	for i, at, stride := 0, rand.IntN(n), 1+rand.IntN(n-1); i < n; i, at = i+1, (at+stride)%n {
		_, found := r.s.Get(r.keys[at])
		switch {
		case found && r.gone != "":
			r.s.p.Fatalf("%s: Get misses %s, and afterwards finds %s", when, r.gone, r.keys[at])
		case found:
			all = false
		case r.gone == "":
			r.gone = r.keys[at]
		}
	}
	return all
}

// The reader comes in where Clear reads the clock, if it does. Elsewhere there
// is no way into it, and goroutines collide.
func clearIsOneInstant(p *probe) {
	const n = 199
	p.allow(time.Duration(searches(1)) * patience)
	keys := make([]string, n)
	for i := range keys {
		keys[i] = numbered(i)
	}
	for skip := range 8 {
		s := p.open(options{})
		c := s.clearer()
		s.fill(n, hour)
		s.clock.onNow.set(skip, func() {
			r := reader{s: s, keys: keys}
			r.pass("where Clear reads the clock")
			r.pass("where Clear reads the clock, again")
		})
		p.during("Clear whose clock reads the cache", c.Clear)
		s.clock.onNow.spent()
	}
	s := p.openRestless(options{})
	c := s.clearer()
	for round := range searches(200) {
		s.fill(n, forever)
		var passes atomic.Int64
		look := func() {
			if _, ok := s.Cache.(larder.Snapshotter[string, int]); ok && round%4 == 0 {
				passes.Add(2)
				s.seesOneClear(n)
				return
			}
			for r := (reader{s: s, keys: keys}); !r.pass("beside Clear") && !p.failed(); {
				passes.Add(1)
			}
			passes.Add(2) // if it failed, Clear is not to wait
		}
		p.together(look, func() { // two, lest one of them waits for a processor
			for passes.Load() < 2 { // not before the reader is on its way
				runtime.Gosched()
			}
			c.Clear()
		})
	}
}

// seesOneClear takes snapshots of n entries until they are cleared: each has all
// of them or none.
func (s *subject) seesOneClear(n int) {
	for left := n; left > 0 && !s.p.failed(); {
		v := s.snapshot()
		left = 0
		for range v.All() {
			left++
		}
		if left != 0 && left != n || v.Len() != left {
			s.p.Fatalf("a snapshot beside Clear has %d of %d entries, and its Len() = %d", left, n, v.Len())
		}
	}
}
