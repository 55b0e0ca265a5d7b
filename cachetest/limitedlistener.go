package cachetest

import (
	"fmt"

	"github.com/larder-go/larder"
)

// An eviction is somebody's Set, and the listener is called on its goroutine.
var limitedListenerRules = []rule{
	{"ListenerMayCallTheCacheThatEvicts", listenerMayCallTheCacheThatEvicts},
	{"ListenerMayPanicAtAnEviction", listenerMayPanicAtAnEviction},
}

func listenerMayCallTheCacheThatEvicts(p *probe) {
	perPolicy(10, func(o options) {
		var s *subject
		depth, next := 0, 1000
		o.OnRemove = func(key string, value int, cause larder.Cause) {
			if depth == 3 {
				return
			}
			depth++
			defer func() { depth-- }()
			s.Get(key)
			s.Len()
			s.Stats()
			next++
			s.set(numbered(next), next, forever) // which has another one leave
			s.resizes(10)
			s.resident()
		}
		s = p.open(o)
		p.during("a Set whose listener sets", func() {
			for i := range 200 {
				s.set(fmt.Sprint("outer-", i), i, forever)
				if n := s.Len(); n > 10 {
					p.Fatalf("%v: Len() = %d with a capacity of 10 and a listener that sets", o.Policy, n)
				}
			}
		})
		entries, seen := s.resident(), make(map[int]bool)
		for _, r := range s.removed.take() {
			if _, there := entries[r.key]; there || seen[r.value] || r.cause != evicted && r.cause != rejected {
				p.Fatalf("%v: with a listener that sets, %v was reported; it is resident: %t, it was reported before: %t", o.Policy, r, there, seen[r.value])
			}
			seen[r.value] = true
		}
		if n := 200 + next - 1000; n != len(entries)+len(seen) {
			p.Fatalf("%v: %d entries are resident and %d were reported, of %d, with a listener that sets", o.Policy, len(entries), len(seen), n)
		}
	})
}

// The panic reaches who called Set, or Resize; what has left has left, all of it is
// reported, and the limit holds.
func listenerMayPanicAtAnEviction(p *probe) {
	perPolicy(10, func(o options) {
		o.OnRemove = func(key string, _ int, _ larder.Cause) { panic("at " + key) }
		s := p.open(o)
		panicked := 0
		for i := range 200 {
			if panics(func() { s.set(numbered(i), i, forever) }) != nil {
				panicked++
			}
			if n := s.Len(); n > 10 {
				p.Fatalf("%v: Len() = %d with a capacity of 10 and a listener that panics", o.Policy, n)
			}
		}
		if n := s.removed.len(); n != panicked {
			p.Fatalf("%v: %d Sets panicked, and the listener did %d times", o.Policy, panicked, n)
		}
		if panics(func() { _ = s.resizer().Resize(2) }) == nil {
			p.Fatalf("%v: Resize(2), whose listener panics, does not", o.Policy)
		}
		p.during("an operation after a listener panicked", func() {
			if n := s.Len(); n > 2 {
				p.Fatalf("%v: Len() = %d after Resize(2), whose listener panics", o.Policy, n)
			}
			s.divided(200, o.Policy.String()+", with a listener that panics", evicted, rejected)
		})
	})
}
