package cachetest

import (
	"time"
	"weak"

	"github.com/larder-go/larder"
)

var dropRules = []rule{
	{"DroppedCacheIsCollected", droppedCacheIsCollected},
	{"DroppedCacheEndsItsTimers", droppedCacheEndsItsTimers},
}

// drop makes a cache and some entries in it, forgets it, and returns a weak
// pointer to what only its listener refers to.
func drop(p *probe, clock larder.Clock, sweeper larder.Sweeper) weak.Pointer[ledger] {
	held := new(ledger)
	apart(p, func() {
		c, err := p.suite.String(options{Clock: clock, Sweeper: sweeper, OnRemove: held.note})
		if err != nil {
			p.Fatalf("the constructor refuses %v: %v", sweeper, err)
		}
		for i, ttl := range []time.Duration{forever, hour, 24 * hour} {
			if err := c.Set(numbered(i), i, ttl); err != nil {
				p.Fatalf("Set = %v", err)
			}
		}
		c.Get(numbered(0))
		c.Delete(numbered(1))
	})
	return weak.Make(held)
}

// apart runs f on a stack of its own, which ends, so that nothing of f's is
// kept.
func apart(p *probe, f func()) {
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		defer p.catch()
		f()
	}()
	<-gone
	if p.failed() {
		p.FailNow()
	}
}

func collected[T any](held weak.Pointer[T]) bool {
	for range 50 {
		collect()
		if held.Value() == nil {
			return true
		}
	}
	return false
}

func droppedCacheIsCollected(p *probe) {
	for _, sweeper := range forAnyTTL(larder.Sweepers()) {
		if !collected(drop(p, nil, sweeper)) {
			p.Fatalf("a cache with sweeper %v that was dropped without Close is not collected", sweeper)
		}
	}
}

// The clock outlives the cache and must be left with nothing of it.
func droppedCacheEndsItsTimers(p *probe) {
	for _, sweeper := range forAnyTTL(larder.Sweepers()) {
		clock := newClock(start)
		if !collected(drop(p, clock, sweeper)) {
			p.Fatalf("a cache with sweeper %v and an injected clock that was dropped without Close is not collected", sweeper)
		}
		clock.Advance(hour)
		if n := clock.Pending(); n > 0 {
			p.Fatalf("a cache with sweeper %v that was dropped and collected has %d timers an hour later", sweeper, n)
		}
	}
}
