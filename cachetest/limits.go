package cachetest

import (
	"math"
	"slices"

	"github.com/larder-go/larder"
)

const (
	evicted  = larder.CauseEvicted
	rejected = larder.CauseRejected
)

// asItsValue is a weigher for caches whose values say what they weigh.
func asItsValue(_ string, value int) int64 { return int64(value) }

// perPolicy plays a script with each policy, and the options of a cache with that
// one and the limit of entries.
func perPolicy(capacity int, script func(o options)) {
	for _, policy := range larder.Policies() {
		script(options{Capacity: capacity, Policy: policy})
	}
}

// overfill stores far more entries than a bounded cache takes, under numbered keys,
// each its number, and returns how many: every shard of the cache is full then.
func (s *subject) overfill(capacity int, o options) (n int) {
	n = 20*capacity + 20
	s.fill(n, o.TTL)
	return n
}

// resident returns the live entries.
func (s *subject) resident() map[string]int {
	entries := make(map[string]int)
	for key, value := range s.All() {
		entries[key] = value
	}
	return entries
}

// within wants no more than capacity entries to be resident and, since nothing has
// to leave where there is room, not much fewer.
func (s *subject) within(capacity int, when string) {
	if n := s.Len(); n > capacity || n < capacity-capacity/4 {
		s.p.Fatalf("%s: Len() = %d with a capacity of %d", when, n, capacity)
	}
}

// divided wants the values from 0 to n-1, each stored once, to be resident or to
// have been reported, once, with one of the causes; and Stats to say so.
func (s *subject) divided(n int, when string, causes ...larder.Cause) {
	where := make(map[int][]string)
	counts := make(map[larder.Cause]uint64)
	for _, r := range s.removed.take() {
		where[r.value] = append(where[r.value], r.String())
		counts[r.cause]++
		if !slices.Contains(causes, r.cause) {
			s.p.Fatalf("%s: OnRemove was called with %v; want one of %v", when, r, causes)
		}
	}
	live := s.resident()
	for key, value := range live {
		where[value] = append(where[value], "resident as "+key)
	}
	for value := range n {
		if len(where[value]) != 1 {
			s.p.Fatalf("%s: value %d, which was stored once, is accounted for %d times: %v", when, value, len(where[value]), where[value])
		}
	}
	if len(where) != n {
		s.p.Fatalf("%s: %d values are accounted for, and %d were stored", when, len(where), n)
	}
	st := s.Stats()
	if st.Evictions != counts[evicted] || st.Rejections != counts[rejected] || st.LazyDeletes+st.SweepDeletes != counts[expired] {
		s.p.Fatalf("%s: Stats() = %+v, and the listener heard of %d evictions, %d rejections and %d that had expired",
			when, st, counts[evicted], counts[rejected], counts[expired])
	}
	if st.Size != len(live) {
		s.p.Fatalf("%s: Stats().Size = %d, and %d entries are live", when, st.Size, len(live))
	}
}

// weighs wants Stats to give the weight of what All visits, and that to be at most
// max.
func (s *subject) weighs(weigh func(string, int) int64, max int64, when string) {
	sum := int64(0)
	for key, value := range s.All() {
		w := weigh(key, value)
		if w > math.MaxInt64-sum {
			s.p.Fatalf("%s: the weights of what All visits are more than %d, want at most %d", when, int64(math.MaxInt64), max)
		}
		sum += w
	}
	if got := s.Stats().Weight; got != sum || sum > max {
		s.p.Fatalf("%s: Stats().Weight = %d, and what All visits weighs %d; the limit is %d", when, got, sum, max)
	}
}

// left returns how many values were reported since the ledger was asked last, by
// cause.
func (s *subject) left() map[larder.Cause]int {
	counts := make(map[larder.Cause]int)
	for _, r := range s.removed.take() {
		counts[r.cause]++
	}
	return counts
}

// resizer returns the cache as a larder.Resizer, which every bounded one is.
func (s *subject) resizer() larder.Resizer {
	r, ok := s.Cache.(larder.Resizer)
	if !ok {
		s.p.Fatalf("a cache made with a limit is no larder.Resizer")
	}
	return r
}
