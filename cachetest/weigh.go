package cachetest

import (
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// What a weigher is allowed to do, and what it must not be able to break.
var weighRules = []rule{
	{"WeighIsCalledOnce", weighIsCalledOnce},
	{"WeighMayCallTheCache", weighMayCallTheCache},
	{"WeighMayPanic", weighMayPanic},
	{"WeighMayChangeItsMind", weighMayChangeItsMind},
}

func weighIsCalledOnce(p *probe) {
	perPolicy(20, func(o options) {
		var calls []string
		o.MaxWeight, o.Weigh = 1<<30, func(key string, value int) int64 {
			calls = append(calls, fmt.Sprintf("%s=%d", key, value))
			return 1
		}
		s := p.open(o)
		want := func(when string, one ...string) {
			if fmt.Sprint(calls) != fmt.Sprint(one) {
				p.Fatalf("%v: %s Weigh was called for %v, want %v", o.Policy, when, calls, one)
			}
			calls = nil
		}
		for i := range 100 {
			ttl := []time.Duration{forever, minute}[i%2]
			s.set(numbered(i%60), i, ttl)
			want("in a Set", fmt.Sprintf("%s=%d", numbered(i%60), i))
			s.Get(numbered(i % 40))
		}
		s.resident()
		s.Delete(numbered(99 % 60))
		s.settle()
		p.refuses("to 10", s.resizer().Resize(10), nil)
		p.refuses("to 5", s.resizer().ResizeWeight(5), nil)
		s.tryClear()
		s.Stats()
		s.closes("after all that")
		want("after Sets, by Get, All, Delete, sweeps, Resize, Clear, Stats or Close")
	})
}

func weighMayCallTheCache(p *probe) {
	perPolicy(20, func(o options) {
		var s *subject
		inside := false
		o.MaxWeight, o.Weigh = 1<<30, func(key string, value int) int64 {
			if inside || s == nil {
				return 1
			}
			inside = true
			defer func() { inside = false }()
			s.Get("other")
			s.Get(key)
			s.set("other", value, hour)
			s.set(key, -1-value, forever)
			s.Delete(numbered(value / 2))
			s.resident()
			s.Len()
			s.Stats()
			p.refuses("in Weigh", s.resizer().Resize(10+value%10), nil)
			if value%10 == 0 {
				s.tryClear()
			}
			return 1
		}
		s = p.open(o)
		p.during("a Set whose Weigh calls the cache", func() {
			for i := range 60 {
				s.set(numbered(i), i, forever)
				if value, ok := s.Get(numbered(i)); ok && value != i {
					p.Fatalf("%v: Get = %d after Set of %d, whose Weigh set something else", o.Policy, value, i)
				}
			}
		})
		s.weighs(func(string, int) int64 { return 1 }, 20, "after Sets whose Weigh calls the cache")
	})
}

func weighMayPanic(p *probe) {
	perPolicy(20, func(o options) {
		o.MaxWeight, o.Weigh = 1<<30, func(_ string, value int) int64 {
			if value < 0 {
				panic(fmt.Sprint("no weight for ", value))
			}
			return int64(value)
		}
		s := p.open(o)
		s.set("key", 5, forever)
		for _, key := range []string{"key", "absent"} {
			for range 3 {
				if with := panics(func() { _ = s.Set(key, -1, hour) }); with != "no weight for -1" {
					p.Fatalf("%v: Set, whose Weigh panics, panics with %v", o.Policy, with)
				}
			}
		}
		p.during("an operation after a panic in Weigh", func() {
			s.shows(map[string]int{"key": 5}, "after Weigh panicked")
			s.reported("after Weigh panicked")
			if st := s.Stats(); st.Sets != 1 || st.Size != 1 || st.Weight != 5 {
				p.Fatalf("%v: Stats() = %+v after Weigh panicked", o.Policy, st)
			}
			for _, key := range []string{"key", "absent"} {
				s.set(key, 6, hour)
				s.has(key, 6, "set after Weigh panicked")
				s.deletes(key, true, "after Weigh panicked")
			}
		})
	})
}

// The weight that an entry leaves with is the one that it came with, whatever
// Weigh would say of it by then.
func weighMayChangeItsMind(p *probe) {
	const limit, keys = 500, 60
	perPolicy(20, func(o options) {
		var moods atomic.Int64
		o.MaxWeight, o.Weigh = limit, func(string, int) int64 { return moods.Add(7) % 11 }
		s := p.open(o)
		sane := func(when string) {
			if w := s.Stats().Weight; w < 0 || w > limit {
				p.Fatalf("%v: Stats().Weight = %d %s, with a Weigh that changes its mind and a limit of %d", o.Policy, w, when, limit)
			}
		}
		random := rand.New(rand.NewPCG(uint64(o.Policy), 0))
		for i := range 1000 {
			key := numbered(random.IntN(keys))
			switch random.IntN(8) {
			case 0, 1:
				s.Delete(key)
			case 2:
				s.Get(key)
				s.clock.Advance(time.Second)
			default:
				s.set(key, i, []time.Duration{forever, time.Second, 5 * time.Second}[random.IntN(3)])
			}
			sane("after an operation")
			if i%100 == 99 {
				s.tryClear()
				sane("after Clear")
			}
		}
		s.settle()
		for i := range keys {
			s.Delete(numbered(i))
		}
		if st := s.Stats(); st.Weight != 0 || st.Size != 0 {
			p.Fatalf("%v: Stats() = %+v when all is gone, with a Weigh that changes its mind", o.Policy, st)
		}
	})
}
