package cachetest

import (
	"fmt"
	"sync/atomic"
)

var concurrencyRules = []rule{
	{"StableKeysAreAlwaysFound", stableKeysAreAlwaysFound},
	{"WritersLoseNothingOfEachOther", writersLoseNothingOfEachOther},
	{"ReadersNeverGoBack", readersNeverGoBack},
}

// Growth, shrinking and overwriting of neighbours never hide what nobody
// touches, neither from Get nor from All.
func stableKeysAreAlwaysFound(p *probe) {
	const stable = 40
	s := p.openRestless(options{})
	s.fill(stable, hour)
	var done atomic.Bool
	look := func() {
		for !done.Load() {
			for i := range stable {
				s.has(numbered(i), i, "beside a writer of other keys")
			}
		}
	}
	p.together(look,
		func() {
			for !done.Load() {
				found := 0
				for _, value := range s.All() {
					if value >= 0 {
						found++
					}
				}
				if found != stable {
					p.Fatalf("All visits %d of %d entries that nobody touches", found, stable)
				}
			}
		},
		func() {
			defer done.Store(true)
			for range 5 {
				for i := range 600 {
					s.set(fmt.Sprint("other-", i), -1, hour)
				}
				for i := range 600 {
					s.deletes(fmt.Sprint("other-", i), true, "of a key that nobody else touches")
				}
			}
		})
}

func writersLoseNothingOfEachOther(p *probe) {
	const writers, each = 4, 100
	key := func(writer, i int) string { return fmt.Sprintf("writer-%d-%d", writer, i) }
	for range 10 {
		s := p.openRestless(options{})
		p.crowd(writers, func(writer int) {
			for i := range each {
				s.set(key(writer, i), writer*each+i, hour)
			}
			for i := range each {
				if i%3 == 0 {
					s.deletes(key(writer, i), true, "of a key that nobody else touches")
				}
			}
		})
		want := make(map[string]int)
		for i := range writers * each {
			if i%each%3 != 0 {
				want[key(i/each, i%each)] = i
			}
		}
		for k, v := range want {
			s.has(k, v, "after concurrent writes of different keys")
		}
		s.shows(want, "after concurrent writes of different keys")
		s.counts(len(want), "after concurrent writes of different keys")
	}
}

func readersNeverGoBack(p *probe) {
	const last = 20_000
	s := p.openRestless(options{})
	s.set("key", 0, forever)
	s.set("other", 0, forever)
	var done atomic.Bool
	read := func() {
		for seen := 0; !done.Load(); {
			value, ok := s.Get("key")
			if !ok || value < seen {
				p.Fatalf("Get = %d, %t after it had been %d, beside a writer that counts up", value, ok, seen)
			}
			seen = value
		}
	}
	p.together(read, read, func() {
		defer done.Store(true)
		for i := range last {
			s.set("key", i+1, hour)
			s.set("other", i+1, hour)
		}
	})
	s.has("key", last, "at the end")
}
