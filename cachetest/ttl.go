package cachetest

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/larder-go/larder"
)

var ttlRules = []rule{
	{"NegativeTTLIsRefused", negativeTTLIsRefused},
	{"HugeTTLSaturates", hugeTTLSaturates},
	{"EveryTTLIsHonouredOrRefused", everyTTLIsHonouredOrRefused},
}

func negativeTTLIsRefused(p *probe) {
	for _, ttl := range []time.Duration{-1, -time.Second, -hour, -larder.NoExpiry, math.MinInt64} {
		s := p.open(options{Sweeper: noSweeper, TTL: hour})
		s.refuses("absent", 1, ttl, larder.ErrTTL)
		s.lacks("absent", "after a refused Set")
		s.set("key", 1, minute)
		s.refuses("key", 2, ttl, larder.ErrTTL)
		s.has("key", 1, "after a refused Set")
		s.counts(1, "after a refused Set")
		s.clock.jump(minute - 1)
		s.has("key", 1, "1ns before the deadline, after a refused Set")
		s.clock.jump(1)
		s.lacks("key", "at the deadline, after a refused Set")
	}
}

// A deadline past the end of time, 292 years after the cache was made, is
// moved there: it neither wraps to the past nor becomes never.
func hugeTTLSaturates(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	s.set("for ever", 0, larder.NoExpiry)
	for i, ttl := range hugeTTLs {
		s.set(numbered(i), i, ttl)
	}
	s.clock.jump(10 * year)
	for i, ttl := range hugeTTLs {
		s.has(numbered(i), i, "10 years after Set")
		s.set(numbered(i+100), i, ttl) // this deadline does not fit
		s.has(numbered(i+100), i, "at once")
	}
	s.clock.jump(280 * year)
	for i := range hugeTTLs {
		s.has(numbered(i), i, "290 years after the cache was made")
		s.has(numbered(i+100), i, "290 years after the cache was made")
	}
	s.clock.jump(10 * year)
	for i := range hugeTTLs {
		s.lacks(numbered(i), "at the end of time")
		s.lacks(numbered(i+100), "at the end of time")
	}
	s.has("for ever", 0, "at the end of time")
}

var hugeTTLs = []time.Duration{math.MaxInt64 - 1, math.MaxInt64 - 2, math.MaxInt64 - 1000, math.MaxInt64 - time.Second}

func everyTTLIsHonouredOrRefused(p *probe) {
	const seed = 1
	random := rand.New(rand.NewPCG(seed, 0))
	ttls := []time.Duration{1, 2, math.MaxInt64 - 1, math.MaxInt64 - 2}
	for bits := range 63 {
		ttls = append(ttls, 1<<bits, 1<<bits+1, -1<<bits)
	}
	for range 1500 {
		ttl := time.Duration(random.Uint64() >> random.IntN(64))
		ttls = append(ttls, ttl)
	}
	slices.Sort(ttls)
	ttls = slices.DeleteFunc(slices.Compact(ttls), func(ttl time.Duration) bool {
		return ttl == larder.DefaultTTL || ttl == larder.NoExpiry
	})

	s := p.open(options{Sweeper: noSweeper})
	for i, ttl := range ttls {
		if ttl < 0 {
			s.refuses(numbered(i), i, ttl, larder.ErrTTL)
		} else {
			s.set(numbered(i), i, ttl)
		}
	}
	for i, ttl := range ttls {
		if ttl < 0 {
			s.lacks(numbered(i), "after a refused Set")
			continue
		}
		s.clock.Set(start.Add(ttl - 1))
		s.has(numbered(i), i, "1ns before the deadline, TTL "+ttl.String())
		s.clock.Set(start.Add(ttl))
		s.lacks(numbered(i), "at the deadline, TTL "+ttl.String())
	}
}
