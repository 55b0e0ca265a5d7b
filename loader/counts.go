package loader

import (
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

// counts are what Stats says beyond the cache below. None of them is touched by a
// plain hit. Each is added to by whoever does what it counts.
type counts struct {
	off bool // Options.NoStats; never changes

	// unserved counts the hits of the cache below whose value was not served;
	// probedHits and probedMisses those that no caller asked for.
	unserved, probedHits, probedMisses atomic.Int64

	loads, loadedKeys, notFound, loadErrors, unasked, abandoned atomic.Int64
	sharedWaits, negativeHits, staleServes, refreshes           atomic.Int64
	notModified, discarded, softTimeouts, hardTimeouts, spent   atomic.Int64 // spent: LoadTimeouts

	running atomic.Int64 // load functions, counted in any case

	shownHits, shownMisses atomic.Int64 // the most that Stats has shown

	times [len(histogramBounds) + 1]atomic.Int64
	sum   atomic.Int64
}

func (cs *counts) add(to *atomic.Int64, n int64) {
	if !cs.off {
		to.Add(n)
	}
}

// took counts how long a load took.
func (cs *counts) took(d time.Duration) {
	if cs.off {
		return
	}
	i := 0
	for i < len(histogramBounds) && d > histogramBounds[i] {
		i++
	}
	cs.times[i].Add(1)
	cs.sum.Add(int64(d))
}

// Stats returns the counts so far. They stay readable after Close.
func (c *Cache[K, V]) Stats() Stats { return c.stats(c.cache.Stats()) }

// Counts is Stats for a price that does not grow with the number of entries, if the
// cache below is a larder.Counter, which says what is estimated then.
func (c *Cache[K, V]) Counts() Stats {
	if counter, ok := c.cache.(larder.Counter); ok {
		return c.stats(counter.Counts())
	}
	return c.Stats()
}

func (c *Cache[K, V]) stats(below larder.Stats) Stats {
	cs := &c.counts
	s := Stats{
		Stats: below,
		Loads: value(&cs.loads), LoadedKeys: value(&cs.loadedKeys), NotFound: value(&cs.notFound), LoadErrors: value(&cs.loadErrors), Abandoned: value(&cs.abandoned),
		Unasked: value(&cs.unasked), SharedWaits: value(&cs.sharedWaits), NegativeHits: value(&cs.negativeHits),
		StaleServes: value(&cs.staleServes), Refreshes: value(&cs.refreshes), NotModified: value(&cs.notModified),
		Discarded: value(&cs.discarded), SoftTimeouts: value(&cs.softTimeouts), HardTimeouts: value(&cs.hardTimeouts),
		LoadTimeouts: value(&cs.spent), EventsDropped: c.events.Dropped(),
		InFlight: int(cs.running.Load()), Negatives: c.verdicts.Len(),
	}
	for i := range cs.times {
		s.LoadTime.Counts[i] = value(&cs.times[i])
	}
	s.LoadTime.Sum = time.Duration(cs.sum.Load())
	if !cs.off {
		// What the cache below took for hits and misses of callers, and was not.
		unserved := cs.unserved.Load()
		s.Hits = cs.shown(&cs.shownHits, int64(s.Hits)-unserved-cs.probedHits.Load())
		s.Misses = cs.shown(&cs.shownMisses, int64(s.Misses)+unserved-cs.probedMisses.Load())
	}
	return s
}

// shown returns a count that is reckoned from others, and never less than before: a call
// in progress may be in some of these and not yet in others.
func (cs *counts) shown(most *atomic.Int64, now int64) uint64 {
	for old := most.Load(); old < now; old = most.Load() {
		if most.CompareAndSwap(old, now) {
			break
		}
	}
	return uint64(most.Load())
}

func value(of *atomic.Int64) uint64 { return uint64(of.Load()) }
