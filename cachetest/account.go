package cachetest

import (
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

var accountRules = []rule{
	{"ReportsExactlyOnceUnderLoad", reportsExactlyOnceUnderLoad},
}

// Every value is one of a kind, so that the books can be balanced: what was
// set is in the cache or was reported once, with a cause that somebody had.
func reportsExactlyOnceUnderLoad(p *probe) {
	p.allow(3 * patience)
	for seed := range uint64(searches(4)) {
		balance(p, seed, options{})
	}
}

// book is what one goroutine did.
type book struct {
	set     []int        // values that were stored
	finite  map[int]bool // those among them that could expire
	deletes int          // Deletes that returned true
}

// balance has goroutines do all there is to a cache, with many times to live
// unless its options name one, and looks at the books.
func balance(p *probe, seed uint64, o options) {
	const workers, each, keys = 4, 3000, 12
	s := p.openRestless(o)
	books := [workers]book{}
	var value atomic.Int64
	p.crowd(workers, func(worker int) {
		b := &books[worker]
		b.finite = make(map[int]bool)
		random := rand.New(rand.NewPCG(seed, uint64(worker)))
		for range each {
			key := numbered(random.IntN(keys))
			switch random.IntN(16) {
			default:
				s.Get(key)
			case 6, 7, 8, 9:
				v := int(value.Add(1))
				b.set = append(b.set, v)
				s.set(key, v, forever)
			case 10, 11, 12:
				v := int(value.Add(1))
				b.set, b.finite[v] = append(b.set, v), true
				ttl := o.TTL
				if ttl == 0 {
					ttl = time.Duration(random.IntN(int(time.Second)) + 1)
				}
				s.set(key, v, ttl)
			case 13, 14:
				if s.Delete(key) {
					b.deletes++
				}
			case 15:
				if random.IntN(100) == 0 {
					s.tryClear()
				} else {
					s.clock.Advance(time.Duration(random.IntN(int(time.Second))))
				}
			}
		}
	})
	if n := s.Len(); o.Capacity > 0 && n > o.Capacity {
		p.Fatalf("seed %d, %v: Len() = %d with a capacity of %d, after all writers are done", seed, o.Policy, n, o.Capacity)
	}
	if w := s.Stats().Weight; o.MaxWeight > 0 && (w < 0 || w > o.MaxWeight) {
		p.Fatalf("seed %d, %v: Stats().Weight = %d with a limit of %d, after all writers are done", seed, o.Policy, w, o.MaxWeight)
	}
	s.settle()
	for i := range keys { // what no sweeper has removed
		if _, ok := s.Get(numbered(i)); !ok {
			s.Delete(numbered(i))
		}
	}
	settleAccounts(s, seed, books[:])
	for i := range keys {
		s.Delete(numbered(i))
	}
	if st := s.Stats(); st.Size != 0 || st.Weight != 0 {
		p.Fatalf("seed %d, %v: Stats() = %+v when all was deleted", seed, o.Policy, st)
	}
	s.closes("after load")
}

func settleAccounts(s *subject, seed uint64, books []book) {
	where := make(map[int][]string) // value → where it was found
	counts := make(map[larder.Cause]uint64)
	cause := make(map[int]larder.Cause)
	for _, r := range s.removed.take() {
		where[r.value] = append(where[r.value], r.String())
		cause[r.value] = r.cause
		counts[r.cause]++
	}
	for key, value := range s.All() {
		where[value] = append(where[value], "resident as "+key)
	}
	wanted := uint64(0)
	for _, b := range books {
		for _, v := range b.set {
			if n := len(where[v]); n != 1 {
				s.p.Fatalf("seed %d: value %d, which was stored once, is accounted for %d times: %v", seed, v, n, where[v])
			}
			if cause[v] == expired && !b.finite[v] {
				s.p.Fatalf("seed %d: value %d, which was stored for ever, was reported as expired", seed, v)
			}
			delete(where, v)
		}
		wanted += uint64(b.deletes)
	}
	if len(where) > 0 {
		s.p.Fatalf("seed %d: values that nobody stored: %v", seed, where)
	}
	if n := counts[deleted]; n != wanted {
		s.p.Fatalf("seed %d: %d removals reported as deleted, and %d Deletes returned true", seed, n, wanted)
	}
	if st := s.Stats(); st.Evictions != counts[evicted] || st.Rejections != counts[rejected] {
		s.p.Fatalf("seed %d: Stats() = %+v, and %d removals were reported as evicted, %d as rejected", seed, st, counts[evicted], counts[rejected])
	}
}
