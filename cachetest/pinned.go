package cachetest

import (
	"fmt"
	"strings"
)

// An entry that weighs nothing is pinned. In these rules that is what has a key
// that says so.
var pinnedRules = []rule{
	{"PinnedStay", pinnedStay},
	{"PinnedFillTheCache", pinnedFillTheCache},
	{"PinnedTakesThePlaceOfOthers", pinnedTakesThePlaceOfOthers},
	{"PinnedExpire", pinnedExpire},
}

func pinned(i int) string { return fmt.Sprint("pinned-", i) }

func weighPinned(key string, _ int) int64 {
	if strings.HasPrefix(key, "pinned") {
		return 0
	}
	return 1
}

// However much else comes, and however much of it is read.
func pinnedStay(p *probe) {
	const pins = 5
	for _, most := range []int64{0, 60, 1 << 30} {
		perPolicy(100, func(o options) {
			o.MaxWeight, o.Weigh = most, weighPinned
			s := p.open(o)
			for i := range pins {
				s.set(pinned(i), i, forever)
			}
			for i := pins; i < 2000; i++ {
				s.set(numbered(i), i, forever)
				s.Get(numbered(i / 2))
			}
			for i := range pins {
				s.has(pinned(i), i, "pinned, after many other Sets, "+o.Policy.String())
			}
			if n := s.Len(); n > 100 {
				p.Fatalf("%v: Len() = %d with a capacity of 100, pinned entries among them", o.Policy, n)
			}
			s.divided(2000, o.Policy.String()+", after Sets beside pinned entries", evicted, rejected)
		})
	}
}

// Where all that is there is pinned, nothing new is admitted.
func pinnedFillTheCache(p *probe) {
	for _, capacity := range []int{1, 8} {
		perPolicy(capacity, func(o options) {
			o.Weigh = weighPinned
			s := p.open(o)
			n := 50 * capacity
			for i := range n {
				s.set(pinned(i), i, forever)
			}
			s.counts(capacity, o.Policy.String()+", after Sets of pinned entries alone")
			s.divided(n, o.Policy.String()+", after Sets of pinned entries alone", rejected)

			entries := s.resident()
			for i := range 20 {
				s.set(numbered(i), n+i, forever)
				s.reported("after Set where all is pinned", removal{numbered(i), n + i, rejected})
				s.lacks(numbered(i), "set where all is pinned")
			}
			s.shows(entries, "after Sets where all is pinned")
			for key, value := range entries {
				s.set(key, -1-value, forever)
				s.reported("after a pinned entry was overwritten", removal{key, value, replaced})
				s.has(key, -1-value, "pinned, and overwritten")
			}
			for key, value := range entries {
				s.deletes(key, true, "of a pinned entry")
				s.set(key, value, forever)
				s.reported("after a pinned entry was deleted and set anew", removal{key, -1 - value, deleted})
			}
			s.shows(entries, "after pinned entries were deleted and set anew")
		})
	}
}

// What weighs something gives way to what does not, however hot it is; and an entry
// is pinned by what its last Set weighed.
func pinnedTakesThePlaceOfOthers(p *probe) {
	perPolicy(1, func(o options) {
		o.Weigh = asItsValue
		s := p.open(o)
		for i := range 10 {
			hot, next := numbered(2*i), numbered(2*i+1)
			s.set(hot, 1, forever)
			for range 20 {
				s.has(hot, 1, "alone in the cache, "+o.Policy.String())
			}
			s.set(next, 0, forever)
			s.has(next, 0, "pinned, set where what was there is not, "+o.Policy.String())
			s.reported("after Set of a pinned entry", removal{hot, 1, evicted})
			s.set("other", 1, forever)
			s.reported("after Set where all is pinned", removal{"other", 1, rejected})
			s.set(next, 2, forever) // pinned no more
			s.reported("after a pinned entry was overwritten", removal{next, 0, replaced})
			s.set("pinned", 0, forever)
			s.reported("after Set of a pinned entry", removal{next, 2, evicted})
			s.deletes("pinned", true, "of a pinned entry")
			s.reported("after Delete", removal{"pinned", 0, deleted})
		}
	})
}

func pinnedExpire(p *probe) {
	perPolicy(4, func(o options) {
		o.Weigh = weighPinned
		s := p.open(o)
		for range 3 {
			for i := range 80 {
				s.set(pinned(i), i, minute)
			}
			s.counts(4, "after Sets of pinned entries")
			s.removed.take()
			entries := s.resident()
			s.clock.Advance(minute - 1)
			s.shows(entries, "pinned, 1ns before their deadline")
			s.settle()
			s.counts(0, "after the deadline of all that was pinned")
			if left := s.left(); left[expired] != 4 || len(left) != 1 {
				p.Fatalf("%v: pinned entries that expired were reported as %v", o.Policy, left)
			}
		}
	})
}
