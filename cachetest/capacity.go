package cachetest

import (
	"math/rand/v2"
	"sync/atomic"

	"github.com/larder-go/larder"
)

var capacityRules = []rule{
	{"CapacityIsKept", capacityIsKept},
	{"CapacityIsUsed", capacityIsUsed},
	{"CapacityIsKeptUnderLoad", capacityIsKeptUnderLoad},
	{"ReadYourWritesWithinLimits", readYourWritesWithinLimits},
	{"LimitsEndWithClose", limitsEndWithClose},
}

var capacities = []int{1, 2, 3, 100}

func capacityIsKept(p *probe) {
	for _, capacity := range capacities {
		perPolicy(capacity, func(o options) {
			s := p.open(o)
			n := 20*capacity + 20
			for i := range n {
				s.set(numbered(i), i, forever)
				if size := s.Len(); size > capacity {
					p.Fatalf("%v: Len() = %d after %d Sets with a capacity of %d", o.Policy, size, i+1, capacity)
				}
				s.Get(numbered(i / 3))
			}
			s.divided(n, o.Policy.String()+", after more Sets than the capacity", evicted, rejected)
		})
	}
}

// A cache that keeps hardly anything keeps its capacity as well.
func capacityIsUsed(p *probe) {
	for _, capacity := range capacities {
		perPolicy(capacity, func(o options) {
			s := p.open(o)
			s.overfill(capacity, o)
			s.within(capacity, o.Policy.String()+", after more Sets than the capacity")
		})
	}
}

func capacityIsKeptUnderLoad(p *probe) {
	const workers, each = 4, 1500
	for _, capacity := range []int{1, 7, 100} {
		perPolicy(capacity, func(o options) {
			s := p.openRestless(o)
			var writing atomic.Int64
			writing.Store(workers)
			look := func() {
				for writing.Load() > 0 {
					if n := s.Len(); n > capacity+workers {
						p.Fatalf("%v: Len() = %d beside %d writers, with a capacity of %d", o.Policy, n, workers, capacity)
					}
				}
			}
			work := func(worker int) {
				defer writing.Add(-1)
				random := rand.New(rand.NewPCG(uint64(worker), uint64(capacity)))
				for i := range each {
					key := numbered(random.IntN(3*capacity + 3))
					switch random.IntN(8) {
					case 0:
						s.Delete(key)
					case 1, 2:
						s.Get(key)
					default:
						s.set(key, worker*each+i, hour)
					}
				}
			}
			p.crowd(workers+1, func(i int) {
				if i == workers {
					look()
				} else {
					work(i)
				}
			})
			if n := s.Len(); n > capacity {
				p.Fatalf("%v: Len() = %d after all writers are done, with a capacity of %d", o.Policy, n, capacity)
			}
		})
	}
}

// A Get after Set finds its value, unless the listener has heard of it by then.
func readYourWritesWithinLimits(p *probe) {
	for _, capacity := range []int{1, 3, 50} {
		perPolicy(capacity, func(o options) {
			random := rand.New(rand.NewPCG(uint64(capacity), uint64(o.Policy)))
			gone := make(map[int]larder.Cause)
			o.OnRemove = func(key string, value int, cause larder.Cause) {
				if before, twice := gone[value]; twice {
					p.Fatalf("%v: %s=%d was reported as %v, and then as %v", o.Policy, key, value, before, cause)
				}
				gone[value] = cause
			}
			s := p.open(o)
			for i := range 40*capacity + 400 {
				key := numbered(random.IntN(4 * capacity))
				s.set(key, i, forever)
				value, ok := s.Get(key)
				cause, left := gone[i]
				if ok && (value != i || left) || !ok && !left {
					p.Fatalf("%v: after Set(%s, %d), of which the listener heard %v, Get = %d, %t", o.Policy, key, i, cause, value, ok)
				}
				if left && cause != rejected && cause != evicted {
					p.Fatalf("%v: what Set(%s, %d) stored was reported as %v before it returned", o.Policy, key, i, cause)
				}
				s.Get(numbered(random.IntN(4 * capacity)))
			}
		})
	}
}

func limitsEndWithClose(p *probe) {
	perPolicy(50, func(o options) {
		o.Weigh, o.MaxWeight = func(string, int) int64 { return 2 }, 1<<30
		s := p.open(o)
		s.overfill(50, o)
		s.removed.take()
		s.closes("of a full cache")
		s.emptied("after Close of a full cache")
		s.reported("after Close of a full cache")
		if w := s.Stats().Weight; w != 0 {
			p.Fatalf("%v: Stats().Weight = %d after Close", o.Policy, w)
		}
		p.refuses("after Close", s.resizer().Resize(10), larder.ErrClosed)
		p.refuses("after Close", s.resizer().ResizeWeight(10), larder.ErrClosed)
	})
}
