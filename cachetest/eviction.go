package cachetest

import (
	"math/rand/v2"
	"time"

	"github.com/larder-go/larder"
)

// What a policy must do with what it knows. A cache made of shards, each of which
// evicts by itself, is to be excused from the rules about the order.
var evictionRules = []rule{
	{"SoonestExpiryGoesFirst", soonestExpiryGoesFirst},
	{"SoonestExpirySeesWhatMoves", soonestExpirySeesWhatMoves},
	{"SoonestExpirySeesHits", soonestExpirySeesHits},
	{"HotSurvivesScan", hotSurvivesScan},
	{"NewIsAdmittedInTime", newIsAdmittedInTime},
	{"EvictionAgeIsThatOfTheEvicted", evictionAgeIsThatOfTheEvicted},
	{"SnapshotKeepsTheEvicted", snapshotKeepsTheEvicted},
}

// soonest makes a cache of 20 entries that evicts what expires soonest, and returns
// the place where it keeps the keys of what left, in order.
func soonest(p *probe, o options) (*subject, *[]string) {
	var gone []string
	o.Capacity, o.Policy, o.Sweeper = 20, larder.PolicySoonestExpiry, noSweeper
	o.OnRemove = func(key string, value int, cause larder.Cause) {
		if cause == evicted {
			gone = append(gone, key)
		} else if cause != replaced {
			p.Errorf("%s=%d was reported as %v", key, value, cause)
		}
	}
	return p.open(o), &gone
}

// leave wants these keys to have left in this order, those numbered from first on.
func leave(p *probe, gone *[]string, first, n int, when string) {
	for i, key := range *gone {
		if i >= n || key != numbered(first+i) {
			p.Fatalf("%s: %v left, in this order; want %s and so on, %d in all", when, *gone, numbered(first), n)
		}
	}
	if len(*gone) != n {
		p.Fatalf("%s: %d entries left, %v; want %d", when, len(*gone), *gone, n)
	}
	*gone = nil
}

func soonestExpiryGoesFirst(p *probe) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 0))
		s, gone := soonest(p, options{})
		for _, i := range random.Perm(20) {
			s.set(numbered(i), i, time.Duration(i+1)*minute)
		}
		for range 100 { // what is asked for is nothing to it
			s.Get(numbered(random.IntN(5)))
		}
		for i := range 20 {
			s.set(numbered(20+i), 0, forever)
			if i == 9 {
				leave(p, gone, 0, 10, "after Sets of 10 entries that never expire")
				s.clock.jump(minute) // nothing that is there has expired
			}
		}
		leave(p, gone, 10, 10, "after Sets of 20 entries that never expire")
		for i := range 20 {
			s.set(numbered(40+i), 0, forever)
		}
		leave(p, gone, 20, 20, "when none is left that expires")
	}
}

// An entry's place is that of its deadline now, after a Set has moved it.
func soonestExpirySeesWhatMoves(p *probe) {
	s, gone := soonest(p, options{})
	for i := range 20 {
		s.set(numbered(i), i, minute+time.Duration(i))
	}
	for i := 19; i >= 0; i-- {
		s.set(numbered(i), i, hour+time.Duration(i))
	}
	s.set(numbered(0), 0, 2*hour)
	for i := range 19 {
		s.set(numbered(20+i), 0, forever)
	}
	leave(p, gone, 1, 19, "after deadlines were set anew")
	s.set(numbered(39), 0, forever)
	leave(p, gone, 0, 1, "after a deadline was set anew twice")
	for i := range 10 {
		s.set(numbered(20+i), 0, forever) // the others are older now
	}
	for i := range 10 {
		s.set(numbered(40+i), 0, forever)
	}
	leave(p, gone, 30, 10, "after half of what never expires was set anew")
}

// Before the hits those up to 9 expire first, after them the others do.
func soonestExpirySeesHits(p *probe) {
	s, gone := soonest(p, options{Sliding: 1e-6})
	for i := range 10 {
		s.set(numbered(i), i, 135*minute+time.Duration(i))
	}
	for i := 19; i >= 10; i-- {
		s.set(numbered(i), i, (119+2*time.Duration(i))*minute) // 139 to 157
	}
	s.clock.jump(30 * minute)
	for i := range 10 {
		s.has(numbered(i), i, "with Sliding")
	}
	for i := range 20 {
		s.set(numbered(40+i), 0, forever)
		if i == 9 {
			leave(p, gone, 10, 10, "after hits have prolonged the others")
		}
	}
	leave(p, gone, 0, 10, "after those that hits have not prolonged")
}

// Each hot key is read once in 250 Sets of keys that nobody reads again. A queue
// of 500 would lose it at every other read; all that look at what is read keep it.
func hotSurvivesScan(p *probe) {
	p.allow(3 * patience)
	const capacity, hot, scan = 500, 50, 5000
	for _, policy := range []larder.Policy{larder.PolicyAdaptive, larder.PolicyTinyLFU, larder.PolicyS3FIFO} {
		s := p.open(options{Capacity: capacity, Policy: policy})
		for i := range hot {
			s.set(numbered(i), i, forever)
		}
		for range 5 {
			for i := range hot {
				s.Get(numbered(i))
			}
		}
		hits, reads := 0, 0
		for i := range scan {
			key := numbered(hot + i)
			s.Get(key)
			s.set(key, hot+i, forever)
			if i%5 == 4 {
				k := i / 5 % hot
				reads++
				if _, ok := s.Get(numbered(k)); ok {
					hits++
				} else {
					s.set(numbered(k), k, forever)
				}
			}
		}
		if hits < reads*9/10 {
			p.Fatalf("%v: %d of %d Gets found what is read again and again, beside a scan, with a capacity of %d for %d such keys",
				policy, hits, reads, capacity, hot)
		}
	}
}

// What was hot is not for ever: when a cache is asked for other keys than before, it
// has them in the end. Each of them is asked for 200 times.
func newIsAdmittedInTime(p *probe) {
	const capacity, keys, rounds = 100, 50, 200
	for _, policy := range larder.Policies() {
		if policy == larder.PolicySoonestExpiry { // which does not look at what is asked for
			continue
		}
		s := p.open(options{Capacity: capacity, Policy: policy})
		hits := 0
		for phase := range 3 {
			for round := range rounds {
				for i := range keys {
					key := numbered(phase*1000 + i)
					if _, ok := s.Get(key); !ok {
						s.set(key, i, forever)
					} else if round >= rounds/2 {
						hits++
					}
				}
			}
			if most := keys * rounds / 2; hits < most*8/10 {
				p.Fatalf("%v: of %d Gets, from the 100th of each of %d keys on, %d found it with a capacity of %d, after other keys were hot",
					policy, most, keys, hits, capacity)
			}
			hits = 0
			for i := range 2 * capacity { // so that the cache is full of what will not be asked for
				for range 5 {
					s.Get(numbered(phase*1000 + 500 + i))
				}
				s.set(numbered(phase*1000+500+i), i, forever)
			}
		}
	}
}

// These evict what is there before what is new, but where shards are not equally
// full.
func evictionAgeIsThatOfTheEvicted(p *probe) {
	const n = 1000
	for _, policy := range []larder.Policy{larder.PolicyLRU, larder.PolicySoonestExpiry} {
		s := p.open(options{Capacity: n, Policy: policy})
		s.fill(n/2, forever)
		if age := s.Stats().EvictionAge; age != 0 {
			p.Fatalf("%v: Stats().EvictionAge = %v before the first eviction", policy, age)
		}
		s.fill(n, forever)
		s.clock.jump(minute)
		for i := range n {
			s.set(numbered(n+i), i, forever)
		}
		if st := s.Stats(); st.EvictionAge > minute || st.EvictionAge < minute/2 {
			p.Fatalf("%v: Stats() = %+v after entries were evicted a minute after they were set", policy, st)
		}
	}
}

func snapshotKeepsTheEvicted(p *probe) {
	perPolicy(100, func(o options) {
		s := p.open(o)
		n := s.overfill(100, o)
		entries := s.resident()
		v := s.snapshot()
		for i := range n {
			s.set(numbered(n+i), i, forever)
		}
		v.holds(entries, len(entries), "of a bounded cache, after evictions")
		p.refuses("to 1", s.resizer().Resize(1), nil)
		v.holds(entries, len(entries), "of a bounded cache, after Resize(1)")
		v.lacks(numbered(2*n), "of a bounded cache")
		small := s.snapshot()
		small.holds(s.resident(), s.Len(), "of a cache after Resize(1)")
	})
}
