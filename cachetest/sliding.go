package cachetest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/larder-go/larder"
)

// With Options.Sliding a hit has an entry's time to live begin anew, unless it
// gains less than that fraction of it. These rules look at deadlines by All,
// which prolongs nothing.
var slidingRules = []rule{
	{"SlidingHitProlongs", slidingHitProlongs},
	{"SlidingSparesSmallGains", slidingSparesSmallGains},
	{"SlidingStaysInBounds", slidingStaysInBounds},
	{"SlidingDrawsJitterOnce", slidingDrawsJitterOnce},
}

// diesIn wants key, alone in the cache, to expire d from now.
func (s *subject) diesIn(d time.Duration, key string, value int, when string) {
	s.clock.jump(d - 1)
	s.shows(map[string]int{key: value}, when+", 1ns before its deadline")
	s.clock.jump(1)
	s.shows(nil, when+", at its deadline")
	s.lacks(key, when+", at its deadline")
}

// Each entry has its own time to live, that of the last Set.
func slidingHitProlongs(p *probe) {
	for _, c := range []struct{ ttl, lives time.Duration }{
		{larder.DefaultTTL, minute}, {minute, minute}, {10 * time.Second, 10 * time.Second}, {24 * hour, 24 * hour}, {1000, 1000},
	} {
		s := p.open(options{Sweeper: noSweeper, Sliding: 0.25, TTL: minute})
		for _, before := range []time.Duration{forever, 5 * time.Second, larder.DefaultTTL, 2 * hour} {
			s.set("key", 0, before)
			s.Get("key")
			s.set("key", 1, c.ttl)
			for range 20 {
				s.clock.jump(c.lives / 2)
				s.has("key", 1, "at half of its TTL after the last hit, TTL "+c.lives.String())
			}
			s.diesIn(c.lives, "key", 1, "after the last hit, TTL "+c.lives.String())
		}
		s.set("unread", 2, c.ttl)
		s.diesIn(c.lives, "unread", 2, "never read, TTL "+c.lives.String())
	}
}

func slidingSparesSmallGains(p *probe) {
	const ttl = 100 * time.Second
	s := p.open(options{Sweeper: noSweeper, Sliding: 0.25})
	s.set("key", 1, ttl)
	for range 24 {
		s.clock.jump(time.Second)
		s.has("key", 1, "soon after Set")
	}
	s.clock.jump(time.Second - 1)
	s.has("key", 1, "1ns before a hit gains a quarter of the TTL")
	s.diesIn(ttl-25*time.Second+1, "key", 1, "after hits that gain less than a quarter of the TTL")

	s.set("key", 2, ttl)
	for range 5 {
		s.clock.jump(25 * time.Second)
		s.has("key", 2, "when a hit gains a quarter of the TTL")
	}
	s.clock.jump(20 * time.Second)
	s.has("key", 2, "when a hit gains a fifth of the TTL")
	s.diesIn(ttl-20*time.Second, "key", 2, "after a hit that gained a quarter of the TTL and one that gained a fifth")
}

// However hits lie in time, an entry lives at most its time to live after the
// last, and at least that less the tolerance.
func slidingStaysInBounds(p *probe) {
	random := rand.New(rand.NewPCG(1, 0))
	for _, sliding := range []float64{1e-9, 0.01, 0.1, 0.5, 0.99} {
		for _, ttl := range []time.Duration{time.Millisecond, minute, 30 * 24 * hour} {
			s := p.open(options{Sweeper: noSweeper, Sliding: sliding})
			least := ttl - time.Duration(sliding*float64(ttl))
			least -= least>>40 + 1 // what does not fit a float64 exactly
			for range 10 {
				s.set("key", 1, ttl)
				last := s.clock.Clock.Now()
				for range random.IntN(20) {
					s.clock.jump(time.Duration(random.Int64N(int64(least) + 1)))
					s.has("key", 1, "within its TTL less the tolerance after the last hit")
					last = s.clock.Clock.Now()
				}
				when := fmt.Sprintf("after the last hit, TTL %v, Sliding %v", ttl, sliding)
				s.clock.Set(last.Add(least))
				s.shows(map[string]int{"key": 1}, "its TTL less the tolerance "+when)
				s.clock.Set(last.Add(ttl))
				s.shows(nil, "its TTL "+when)
				s.lacks("key", "its TTL "+when)
			}
		}
	}
}

// About half of the entries live for more than 75 seconds. Drawn once, they do
// so after each hit; drawn at each hit, half of the half would be gone each time.
func slidingDrawsJitterOnce(p *probe) {
	for _, ttl := range []time.Duration{larder.DefaultTTL, 100 * time.Second} {
		s := p.open(options{Sweeper: noSweeper, Sliding: 0.25, Jitter: 0.5, TTL: 100 * time.Second})
		s.fill(200, ttl)
		read := func() (live []int) {
			s.clock.jump(75 * time.Second)
			for i := range 200 {
				if _, ok := s.Get(numbered(i)); ok {
					live = append(live, i)
				}
			}
			return live
		}
		first := read()
		if len(first) < 40 {
			p.Fatalf("of 200 entries set for 100s with a jitter of 0.5, %d live for 75s", len(first))
		}
		for i := range 5 {
			if live := read(); len(live) != len(first) {
				p.Fatalf("of %d entries that live for 75s, %d do so after the hit number %d", len(first), len(live), i+1)
			}
		}
		s.clock.jump(100 * time.Second)
		s.shows(nil, "at the TTL after the last hit, with jitter")
	}
}
