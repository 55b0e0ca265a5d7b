package cachetest

import (
	"math"
	"math/rand/v2"
	"sync/atomic"

	"github.com/larder-go/larder"
)

var resizeRules = []rule{
	{"ResizeDown", resizeDown},
	{"ResizeUp", resizeUp},
	{"ResizeReportsTheExpired", resizeReportsTheExpired},
	{"ResizeRefusesBadLimits", resizeRefusesBadLimits},
	{"ResizeWeightDownAndUp", resizeWeightDownAndUp},
	{"ResizeUnderLoad", resizeUnderLoad},
}

// resizes changes the capacity, which must work.
func (s *subject) resizes(capacity int) { s.p.refuses("Resize", s.resizer().Resize(capacity), nil) }

// resizesWeight changes the limit of weight, which must work.
func (s *subject) resizesWeight(limit int64) {
	s.p.refuses("ResizeWeight", s.resizer().ResizeWeight(limit), nil)
}

func resizeDown(p *probe) {
	perPolicy(100, func(o options) {
		s := p.open(o)
		n := s.overfill(100, o)
		entries := s.resident()
		s.resizes(100)
		s.shows(entries, "after Resize to the capacity that it had")
		for _, capacity := range []int{99, 50, 10, 2, 1} {
			before := s.Stats()
			s.resizes(capacity)
			s.within(capacity, o.Policy.String()+", after Resize to less")
			for key, value := range s.resident() {
				if old, there := entries[key]; !there || old != value {
					p.Fatalf("%v: after Resize to less All visits %s=%d", o.Policy, key, value)
				}
			}
			if st := s.Stats(); st.Rejections != before.Rejections || int(st.Evictions-before.Evictions) != before.Size-st.Size {
				p.Fatalf("%v: Stats() = %+v after Resize, and before it %+v", o.Policy, st, before)
			}
		}
		for i := range 50 {
			s.set(numbered(n+i), n+i, forever)
			s.counts(1, "after Resize(1) and a Set")
		}
		s.divided(n+50, o.Policy.String()+", after Resize to less", evicted, rejected)
	})
}

func resizeUp(p *probe) {
	perPolicy(10, func(o options) {
		s := p.open(o)
		n := s.overfill(10, o)
		s.removed.take()
		entries := s.resident()
		s.resizes(200)
		s.reported("after Resize to more")
		s.shows(entries, "after Resize to more")
		for i := range 4000 {
			s.set(numbered(n+i), n+i, forever)
		}
		s.within(200, o.Policy.String()+", after Resize to more")
		s.resizes(math.MaxInt)
		s.removed.take()
		before := s.Len()
		for i := range 1000 {
			s.set(numbered(n+4000+i), 0, forever)
		}
		s.reported("after Resize to as much as can be")
		s.counts(before+1000, "after Resize to as much as can be")
	})
}

func resizeReportsTheExpired(p *probe) {
	perPolicy(100, func(o options) {
		o.Sweeper = noSweeper
		s := p.open(o)
		n := s.overfill(100, options{TTL: minute})
		s.divided(n, "before Resize", evicted, rejected)
		before := s.Stats()
		s.clock.jump(minute)
		s.resizes(1)
		if left := s.left(); left[expired] != before.Size-s.Len() || len(left) > 1 {
			p.Fatalf("%v: Resize of a cache in which all has expired reported %v, and %d of %d entries are left", o.Policy, left, s.Len(), before.Size)
		}
		if st := s.Stats(); st.Evictions != before.Evictions {
			p.Fatalf("%v: Resize of a cache in which all has expired counts %d evictions", o.Policy, st.Evictions-before.Evictions)
		}
	})
}

func resizeRefusesBadLimits(p *probe) {
	perPolicy(100, func(o options) {
		o.MaxWeight, o.Weigh = 1<<30, func(string, int) int64 { return 3 }
		s := p.open(o)
		n := s.overfill(100, o)
		entries, before := s.resident(), s.Stats()
		s.removed.take()
		for _, bad := range []int{0, -1, math.MinInt} {
			p.refuses("Resize to less than 1", s.resizer().Resize(bad), larder.ErrLimit)
			p.refuses("ResizeWeight to less than 1", s.resizer().ResizeWeight(int64(bad)), larder.ErrLimit)
		}
		s.reported("after limits were refused")
		s.shows(entries, "after limits were refused")
		s.counted(withoutMoment(before), "after limits were refused")
		for i := range n {
			s.set(numbered(n+i), n+i, forever)
		}
		s.within(100, o.Policy.String()+", after limits were refused")
	})
	// A limit that the cache was made without cannot be set.
	light := func(string, int) int64 { return 1 }
	for _, c := range []struct {
		o               options
		entries, weight error
	}{
		{options{}, larder.ErrLimit, larder.ErrLimit},
		{options{Capacity: 100}, nil, larder.ErrLimit},
		{options{Capacity: 100, Weigh: light}, nil, larder.ErrLimit},
		{options{MaxWeight: 100, Weigh: light}, larder.ErrLimit, nil},
	} {
		s := p.open(c.o)
		if _, ok := s.Cache.(larder.Resizer); !ok && !c.o.Bounded() {
			continue
		}
		s.set("key", 1, forever)
		p.refuses("Resize", s.resizer().Resize(50), c.entries)
		p.refuses("ResizeWeight", s.resizer().ResizeWeight(50), c.weight)
		s.shows(map[string]int{"key": 1}, "after limits were refused")
		if !c.o.Bounded() {
			s.overfill(50, c.o)
			s.counts(20*50+20+1, "in a cache without limits, after one was refused")
		}
	}
}

func resizeWeightDownAndUp(p *probe) {
	weigh := func(_ string, value int) int64 { return int64(value%9 + 1) }
	for _, capacity := range []int{0, 60} {
		perPolicy(capacity, func(o options) {
			o.MaxWeight, o.Weigh = 400, weigh
			s := p.open(o)
			n := s.overfill(100, o)
			for _, limit := range []int64{400, 300, 200, 50} {
				s.resizesWeight(limit)
				s.weighs(weigh, limit, o.Policy.String()+", after ResizeWeight to less")
			}
			s.divided(n, o.Policy.String()+", after ResizeWeight to less", evicted, rejected)
			s.resizesWeight(8)
			s.weighs(weigh, 8, o.Policy.String()+", after ResizeWeight to less")
			s.refuses("large", 8, forever, larder.ErrTooLarge) // it weighs 9
			s.resizesWeight(1)
			s.weighs(weigh, 1, o.Policy.String()+", after ResizeWeight(1)")
			s.removed.take()
			entries := s.resident()
			s.resizesWeight(1 << 40)
			s.shows(entries, "after ResizeWeight to more")
			s.set("large", 8, forever)
			s.has("large", 8, "after ResizeWeight to more than it weighs")
			s.reported("after ResizeWeight to more")
		})
	}
}

// Each value leaves once, whatever the limit was at that time, and in the end the
// last limit holds.
func resizeUnderLoad(p *probe) {
	const workers, each = 3, 1500
	perPolicy(50, func(o options) {
		o.MaxWeight, o.Weigh = 150, func(string, int) int64 { return 2 }
		s := p.openRestless(o)
		var next, writing atomic.Int64
		writing.Store(workers)
		p.crowd(workers+1, func(worker int) {
			random := rand.New(rand.NewPCG(uint64(worker), uint64(o.Policy)))
			if worker < workers {
				defer writing.Add(-1)
				for range each {
					v := int(next.Add(1) - 1)
					s.set(numbered(v), v, forever)
					s.Get(numbered(v - random.IntN(60)))
				}
				return
			}
			for i := 0; writing.Load() > 0; i++ {
				capacity := []int{1, 50, random.IntN(60) + 1}[i%3]
				s.resizes(capacity)
				if n := s.Len(); n > capacity+workers {
					p.Fatalf("%v: Len() = %d after Resize(%d) beside %d writers", o.Policy, n, capacity, workers)
				}
				s.resizesWeight(int64(random.IntN(200) + 2)) // what an entry weighs
			}
		})
		s.resizes(10)
		s.resizesWeight(14)
		s.weighs(func(string, int) int64 { return 2 }, 14, o.Policy.String()+", after Resize beside writers")
		s.divided(int(next.Load()), o.Policy.String()+", after Resize beside writers", evicted, rejected)
		if n := s.Len(); n > 7 {
			p.Fatalf("%v: Len() = %d after Resize beside writers", o.Policy, n)
		}
	})
}
