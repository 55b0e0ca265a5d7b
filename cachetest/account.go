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
		balance(p, seed)
	}
}

// book is what one goroutine did.
type book struct {
	set     []int        // values that were stored
	finite  map[int]bool // those among them that could expire
	deletes int          // Deletes that returned true
}

func balance(p *probe, seed uint64) {
	const workers, each, keys = 4, 3000, 12
	s := p.openRestless(options{})
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
				s.set(key, v, time.Duration(random.IntN(int(time.Second))+1))
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
	s.settle()
	settleAccounts(s, seed, books[:])
	s.closes("after load")
}

func settleAccounts(s *subject, seed uint64, books []book) {
	where := make(map[int][]string) // value → where it was found
	deletions := 0
	cause := make(map[int]larder.Cause)
	for _, r := range s.removed.take() {
		where[r.value] = append(where[r.value], r.String())
		cause[r.value] = r.cause
		if r.cause == deleted {
			deletions++
		}
	}
	for key, value := range s.All() {
		where[value] = append(where[value], "resident as "+key)
	}
	wanted := 0
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
		wanted += b.deletes
	}
	if len(where) > 0 {
		s.p.Fatalf("seed %d: values that nobody stored: %v", seed, where)
	}
	if deletions != wanted {
		s.p.Fatalf("seed %d: %d removals reported as deleted, and %d Deletes returned true", seed, deletions, wanted)
	}
}
