package cachetest

import "github.com/larder-go/larder"

var panicRules = []rule{
	{"ListenerPanicReachesTheCaller", listenerPanicReachesTheCaller},
	{"ListenerPanicLosesNoReport", listenerPanicLosesNoReport},
	{"SweeperOutlivesListenerPanic", sweeperOutlivesListenerPanic},
}

const thrown = "the listener panics on purpose"

func listenerPanicReachesTheCaller(p *probe) {
	for _, removal := range removals {
		s := p.open(options{OnRemove: func(_ string, value int, _ larder.Cause) {
			if value == 1 {
				panic(thrown)
			}
		}})
		removal.prepare(s)
		p.during(removal.name+", with a listener that panics", func() {
			if got := panics(func() { removal.act(s) }); got != thrown {
				p.Errorf("%s: the listener's panic reaches the caller as %v", removal.name, got)
			}
		})
		p.during("the cache, after a panic of the listener in "+removal.name, func() {
			if v, ok := s.Get("key"); ok && v != 2 {
				p.Fatalf("%s: the value that left is %d afterwards", removal.name, v)
			}
			s.deletes("other", false, "after the panic")
			s.set("key", 3, minute)
			s.has("key", 3, "after the panic")
			s.clock.Advance(hour)
			s.lacks("key", "at the deadline, after the panic")
			s.counts(0, "at rest, after the panic")
			if n := s.clock.Pending(); n > 0 {
				p.Fatalf("%s: %d timers are left after a panic of the listener and a rest", removal.name, n)
			}
		})
	}
}

// When several values leave at once and the listener panics, each is reported
// all the same.
func listenerPanicLosesNoReport(p *probe) {
	leave := map[string]func(*subject){
		"a sweep": func(s *subject) { s.settle() },
		"Clear": func(s *subject) {
			if c, ok := s.Cache.(larder.Clearer); ok {
				c.Clear()
			} else {
				s.settle()
			}
		},
	}
	for name, act := range leave {
		s := p.open(options{OnRemove: func(_ string, value int, _ larder.Cause) {
			if value%3 == 0 {
				panic(thrown)
			}
		}})
		s.fill(10, minute)
		for range 10 {
			if panics(func() { act(s) }) == nil {
				break
			}
		}
		told := make(map[int]int)
		for _, r := range s.removed.take() {
			told[r.value]++
		}
		for i := range 10 {
			if told[i] != 1 {
				p.Fatalf("%s of 10 entries, with a listener that panics at every third: %s was reported %d times",
					name, numbered(i), told[i])
			}
		}
		s.counts(0, "after "+name)
	}
}

func sweeperOutlivesListenerPanic(p *probe) {
	listener, _ := first(func() { panic(thrown) })
	s := p.open(options{OnRemove: listener})
	s.set("key", 1, minute)
	s.set("later", 2, 2*hour)
	if got := panics(s.settle); got != thrown {
		p.Fatalf("the listener's panic reaches the clock as %v", got)
	}
	s.removed.take()
	s.clock.Advance(3 * hour)
	s.reported("when another entry has expired, after the panic", removal{"later", 2, expired})
	s.set("key", 3, minute)
	s.settle()
	s.reported("when another entry was set and has expired, after the panic", removal{"key", 3, expired})
}
