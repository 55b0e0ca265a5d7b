package loadertest

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

var statsRules = []rule{
	{"StatsAddUp", timed(statsAddUp)},
	{"StatsAddUpUnderLoad", statsAddUpUnderLoad},
	{"StatsOfWhatHangs", timed(statsOfWhatHangs)},
}

// counts are what a rule has counted itself.
type counts struct {
	calls, loads, notFound, failed atomic.Int64
}

// addUp wants Stats to say the same.
func (c *counts) addUp(p *probe, s loader.Stats) {
	n := func(of *atomic.Int64) uint64 { return uint64(of.Load()) }
	for _, a := range []struct {
		what      string
		got, want uint64
	}{
		{"Hits + Misses: calls", s.Hits + s.Misses, n(&c.calls)},
		{"Loads", s.Loads, n(&c.loads)},
		{"LoadedKeys", s.LoadedKeys, n(&c.loads)},
		{"NotFound", s.NotFound, n(&c.notFound)},
		{"LoadErrors", s.LoadErrors, n(&c.failed)},
		{"LoadTime.Count", s.LoadTime.Count(), n(&c.loads)},
		{"InFlight", uint64(s.InFlight), 0},
	} {
		if a.got != a.want {
			p.Errorf("Stats: %s is %d, want %d; of %+v", a.what, a.got, a.want, s)
		}
	}
	if s.Misses < s.NegativeHits+s.SharedWaits || s.Hits < s.StaleServes {
		p.Errorf("Stats: there are more NegativeHits and SharedWaits than Misses, or more StaleServes than Hits: %+v", s)
	}
}

// origin returns a load function that fails at random, and counts.
func (c *counts) origin(_ context.Context, _ string) (loaded, error) {
	c.loads.Add(1)
	yield(2)
	switch rand.IntN(4) {
	case 0:
		c.notFound.Add(1)
		return loaded{}, larder.ErrNotFound
	case 1:
		c.failed.Add(1)
		return loaded{}, errOrigin
	}
	return loaded{Value: 1}, nil
}

// Random operations, one after another, with all windows.
func statsAddUp(p *probe) {
	var c counts
	s := p.open(options{
		Options: base{TTL: minute}, RefreshAfter: 0.5, StaleWhileRevalidate: minute, StaleIfError: 2 * minute,
		NegativeTTL: 10 * second, ErrorTTL: second, Load: c.origin,
	})
	counter := optional[Counter](s)
	hits := 0
	for range 2000 {
		key := numbered(rand.IntN(8))
		switch rand.IntN(12) {
		case 0:
			s.delete(key)
		case 1:
			s.set(key, 1, 0)
		case 2:
			s.pass(second * 20)
		default:
			c.calls.Add(1)
			before := c.loads.Load()
			v, err := s.GetOrLoad(s.ctx, key, nil)
			if err == nil && v == 1 && c.loads.Load() == before {
				hits++
			}
			s.pass(0)
		}
	}
	s.pass(0)
	c.addUp(p, counter.Stats())
	if got := int(counter.Stats().Hits); got < hits {
		p.Fatalf("Stats().Hits = %d, and %d calls had a value without a load", got, hits)
	}
}

func statsAddUpUnderLoad(p *probe) {
	var c counts
	s := p.open(options{Load: c.origin, NegativeTTL: hour})
	counter := optional[Counter](s)
	p.crowd(4, func(int) {
		for range searches(5000) {
			key := numbered(rand.IntN(16))
			switch rand.IntN(4) {
			case 0:
				s.delete(key)
			default:
				c.calls.Add(1)
				if _, err := s.GetOrLoad(s.ctx, key, nil); err != nil && !errors.Is(err, errOrigin) && !errors.Is(err, larder.ErrNotFound) {
					p.Fatalf("GetOrLoad() fails with %v", err)
				}
			}
		}
	})
	if err := s.Close(s.ctx); err != nil { // so that no load is in progress
		p.Fatalf("Close() = %v", err)
	}
	c.addUp(p, counter.Stats())
}

func statsOfWhatHangs(p *probe) {
	s := p.open(options{Options: base{TTL: minute}, StaleIfError: hour, SoftTimeout: second, HardTimeout: 2 * second, LoadTimeout: 10 * second})
	counter := optional[Counter](s)
	s.get("old", 1, "at first")
	s.pass(minute)
	gate := s.hangs()
	s.ask("old")
	s.ask("new")
	s.ask("new")
	s.pass(2 * second)
	st := counter.Stats()
	if st.SoftTimeouts != 1 || st.HardTimeouts != 2 || st.SharedWaits != 1 || st.InFlight != 2 || st.StaleServes != 1 {
		p.Fatalf("one caller was served at SoftTimeout, two left at HardTimeout, two loads hang: %+v", st)
	}
	s.delete("new")
	s.pass(8 * second)
	gate.opens(2)
	s.pass(0)
	st = counter.Stats()
	if st.LoadTimeouts != 2 || st.InFlight != 0 || st.Discarded != 1 || st.Hits != 0 || st.Misses != 4 {
		p.Fatalf("two loads returned after LoadTimeout, one of what was deleted meanwhile; and all 4 callers had to wait, also the one that was served what was there: %+v", st)
	}
}
