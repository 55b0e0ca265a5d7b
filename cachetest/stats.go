package cachetest

import (
	"math/rand/v2"
	"sync/atomic"

	"github.com/larder-go/larder"
)

var statsRules = []rule{
	{"StatsAreExact", statsAreExact},
	{"StatsCountSweeps", statsCountSweeps},
	{"StatsAreExactAfterLoad", statsAreExactAfterLoad},
	{"StatsOutliveClose", statsOutliveClose},
	{"NoStatsLeavesSizeOnly", noStatsLeavesSizeOnly},
}

func (s *subject) counted(want larder.Stats, when string) {
	if got := withoutMoment(s.Stats()); got != want {
		s.p.Fatalf("%s: Stats() = %+v, want %+v", when, got, want)
	}
}

// withoutMoment leaves out of the statistics what depends on when the sweeper ran.
func withoutMoment(s larder.Stats) larder.Stats {
	s.SweepRuns, s.SweepLocked, s.Overdue, s.SweepLag = 0, 0, 0, 0
	s.EvictionAge = 0 // of a sample
	return s
}

// script moves every count but SweepDeletes, and returns what they are then.
func script(s *subject) larder.Stats {
	s.fill(4, forever)
	s.set("read", 5, minute)
	s.set("overwritten", 6, minute)
	s.set("deleted", 7, minute)
	s.Get(numbered(0))
	s.Get(numbered(0))
	s.Get(numbered(1))
	s.Get("absent")
	s.Delete(numbered(2))
	s.Delete(numbered(2))
	s.Delete("absent")
	_ = s.Set(numbered(1), 8, -1)
	s.set(numbered(1), 9, forever)
	s.clock.jump(minute)
	s.Get("read")
	s.set("read", 10, forever) // the latest moment to remove what Get met
	s.set("overwritten", 11, forever)
	s.Delete("deleted")
	for range s.All() {
		continue
	}
	return larder.Stats{Hits: 3, Misses: 2, ExpiredReads: 1, LazyDeletes: 3, Sets: 10, Deletes: 1, Size: 5}
}

func statsAreExact(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	s.counted(larder.Stats{}, "in a new cache")
	s.counted(script(s), "after a script")

	// Reading an entry again that expired is another expired read, unless the
	// first has removed it.
	s = p.open(options{Sweeper: noSweeper})
	expire(s)
	s.Get("key")
	s.Get("key")
	s.Delete("key")
	if st := s.Stats(); st.Misses != 2 || st.ExpiredReads < 1 || st.ExpiredReads > 2 || st.LazyDeletes != 1 || st.Deletes != 0 {
		p.Fatalf("after two Gets and Delete of an expired entry: Stats() = %+v", st)
	}
}

func statsCountSweeps(p *probe) {
	for _, sweeper := range ticking {
		s := p.open(options{Sweeper: sweeper})
		s.fill(7, minute)
		s.set("kept", 7, forever)
		s.settle()
		s.counted(larder.Stats{Sets: 8, SweepDeletes: 7, Size: 1}, "after a sweep of 7")
	}
}

// Counting takes no lock, and loses nothing.
func statsAreExactAfterLoad(p *probe) {
	s := p.openRestless(options{Sweeper: noSweeper})
	var hits, misses, sets, deletes atomic.Uint64
	p.crowd(4, func(worker int) {
		random := rand.New(rand.NewPCG(uint64(worker), 0))
		for i := range 20_000 {
			key := numbered(random.IntN(20))
			switch random.IntN(4) {
			case 0:
				s.set(key, i, hour)
				sets.Add(1)
			case 1:
				if s.Delete(key) {
					deletes.Add(1)
				}
			default:
				if _, ok := s.Get(key); ok {
					hits.Add(1)
				} else {
					misses.Add(1)
				}
			}
		}
	})
	size := 0
	for range s.All() {
		size++
	}
	s.counted(larder.Stats{
		Hits: hits.Load(), Misses: misses.Load(), Sets: sets.Load(), Deletes: deletes.Load(), Size: size,
	}, "after concurrent operations")
}

func statsOutliveClose(p *probe) {
	s := p.open(options{Sweeper: noSweeper})
	want := script(s)
	s.Close()
	want.Size = 0
	s.counted(want, "after Close")
}

func noStatsLeavesSizeOnly(p *probe) {
	s := p.open(options{Sweeper: noSweeper, NoStats: true})
	want := script(s)
	s.counted(larder.Stats{Size: want.Size}, "with NoStats")
	swept := p.open(options{NoStats: true})
	swept.fill(7, minute)
	swept.settle()
	swept.counted(larder.Stats{}, "with NoStats, after a sweep")
}
