package cachetest

import (
	"math"
	"math/rand/v2"

	"github.com/larder-go/larder"
)

var weightRules = []rule{
	{"WeightIsKept", weightIsKept},
	{"WeightIsUsed", weightIsUsed},
	{"HeaviestFits", heaviestFits},
	{"TooLargeIsRefused", tooLargeIsRefused},
	{"NegativeWeightIsRefused", negativeWeightIsRefused},
	{"HugeWeightsDoNotOverflow", hugeWeightsDoNotOverflow},
	{"NoStatsLeavesWeight", noStatsLeavesWeight},
}

// Values lie between 1 and 20, also those that overwrite, so that an entry grows
// and shrinks.
func weightIsKept(p *probe) {
	const limit, keys = 300, 100
	for _, capacity := range []int{0, 25} {
		perPolicy(capacity, func(o options) {
			random := rand.New(rand.NewPCG(uint64(capacity), uint64(o.Policy)))
			o.MaxWeight, o.Weigh = limit, asItsValue
			s := p.open(o)
			for i := range 2000 {
				key := numbered(random.IntN(keys))
				if i%5 == 4 {
					s.Delete(key)
				} else {
					s.set(key, random.IntN(20)+1, forever)
				}
				s.Get(numbered(random.IntN(keys)))
				s.weighs(asItsValue, limit, o.Policy.String()+", after a write")
				if n := s.Len(); capacity > 0 && n > capacity {
					p.Fatalf("%v: Len() = %d with a capacity of %d and a limit of weight", o.Policy, n, capacity)
				}
			}
			for i := range keys {
				s.Delete(numbered(i))
			}
			s.weighs(asItsValue, 0, o.Policy.String()+", after all was deleted")
		})
	}
}

// A cache that keeps hardly anything keeps its limit as well.
func weightIsUsed(p *probe) {
	perPolicy(0, func(o options) {
		o.MaxWeight, o.Weigh = 400, func(string, int) int64 { return 2 }
		s := p.open(o)
		n := s.overfill(200, o)
		s.within(200, o.Policy.String()+", entries that weigh 2 with a limit of 400")
		s.divided(n, o.Policy.String()+", after more than the limit of weight", evicted, rejected)
	})
}

// An entry may weigh as much as the whole cache. One made of shards, each with a
// limit of its own, is to be excused.
func heaviestFits(p *probe) {
	for _, most := range []int{1, 1000, math.MaxInt} {
		perPolicy(0, func(o options) {
			o.MaxWeight, o.Weigh = int64(most), asItsValue
			s := p.open(o)
			s.set("key", most, forever)
			s.has("key", most, "alone in the cache, as heavy as that may be, "+o.Policy.String())
			s.set("key", most, forever)
			s.has("key", most, "overwritten with a value as heavy, "+o.Policy.String())
			s.reported("after overwriting", removal{"key", most, replaced})
			if most < 2 {
				return
			}
			s.set("key", most-1, forever)
			s.set("other", 1, forever)
			s.removed.take()
			s.shows(map[string]int{"key": most - 1, "other": 1}, "two entries, together as heavy as the cache may be, "+o.Policy.String())
			s.set("key", most, forever) // now one of them has to leave
			if n := len(s.removed.take()); n != 2 {
				p.Fatalf("%v: %d values left when an entry became as heavy as the cache may be, beside another; want 2", o.Policy, n)
			}
			s.weighs(asItsValue, int64(most), "after overwriting with what is heavier")
		})
	}
}

// The limit is large beside what is set, so that it is enough for any number of
// shards.
func tooLargeIsRefused(p *probe) {
	const limit = 1 << 30
	for _, large := range []int{limit + 1, math.MaxInt} {
		perPolicy(0, func(o options) {
			o.Sweeper, o.MaxWeight, o.Weigh = noSweeper, limit, asItsValue
			s := p.open(o)
			s.set("key", 5, forever)
			s.set("other", 6, hour)
			s.refuses("absent", large, forever, larder.ErrTooLarge)
			s.reported("after Set of an absent key with a value that is too large")
			s.lacks("absent", "after Set with a value that is too large")

			s.refuses("key", large, forever, larder.ErrTooLarge)
			s.reported("after Set with a value that is too large", removal{"key", 5, replaced})
			s.lacks("key", "after Set with a value that is too large")
			s.deletes("key", false, "after Set with a value that is too large")
			s.shows(map[string]int{"other": 6}, "after Set with a value that is too large")
			s.weighs(asItsValue, limit, "after Set with a value that is too large")

			s.clock.jump(hour)
			s.refuses("other", large, forever, larder.ErrTooLarge)
			s.reported("after Set with a value that is too large, over one that had expired", removal{"other", 6, expired})
			s.counted(larder.Stats{Sets: 2, LazyDeletes: 1, Misses: 2}, "after Sets with values that are too large")
			s.set("key", 7, forever)
			s.has("key", 7, "set again with a value that is not too large")
		})
	}
}

func negativeWeightIsRefused(p *probe) {
	for _, negative := range []int{-1, math.MinInt} {
		for _, most := range []int64{0, 1 << 30} {
			perPolicy(100, func(o options) {
				o.MaxWeight, o.Weigh = most, asItsValue
				s := p.open(o)
				s.set("key", 5, forever)
				s.refuses("key", negative, forever, larder.ErrWeight)
				s.refuses("absent", negative, hour, larder.ErrWeight)
				s.reported("after Sets with a negative weight")
				s.shows(map[string]int{"key": 5}, "after Sets with a negative weight")
				s.counted(larder.Stats{Sets: 1, Size: 1, Weight: 5}, "after Sets with a negative weight")
			})
		}
	}
}

func hugeWeightsDoNotOverflow(p *probe) {
	for _, weight := range []int{math.MaxInt, math.MaxInt/2 + 1, math.MaxInt - 1} {
		perPolicy(0, func(o options) {
			o.MaxWeight, o.Weigh = math.MaxInt64, asItsValue
			s := p.open(o)
			for i := range 50 {
				s.set(numbered(i%20), weight, forever)
				s.set(numbered(i%7), 1+i%3, forever)
				s.weighs(asItsValue, math.MaxInt64, o.Policy.String()+", after Sets of huge weights")
			}
		})
		perPolicy(1000, func(o options) { // which has no limit of weight
			o.Weigh = asItsValue
			s := p.open(o)
			for i := range 5 {
				s.set(numbered(i), weight, forever)
			}
			s.reported("after Sets of huge weights, with a capacity only")
			s.counts(5, "after Sets of huge weights, with a capacity only")
			for i := range 5 {
				s.deletes(numbered(i), true, "after Sets of huge weights, with a capacity only")
			}
			s.weighs(asItsValue, 0, "after Deletes of huge weights, with a capacity only")
		})
	}
}

func noStatsLeavesWeight(p *probe) {
	perPolicy(100, func(o options) {
		o.NoStats, o.MaxWeight, o.Weigh = true, 1<<30, asItsValue
		s := p.open(o)
		s.set("key", 5, forever)
		s.set("other", 6, forever)
		s.set("key", 7, forever)
		s.counted(larder.Stats{Size: 2, Weight: 13}, "with NoStats and a weigher")
		s.overfill(100, o)
		if got := s.Stats(); got.Evictions+got.Rejections > 0 || got.EvictionAge > 0 || got.Size != s.Len() {
			p.Fatalf("%v: with NoStats, after evictions: Stats() = %+v", o.Policy, got)
		}
	})
}
