// Package sweep holds the strategies by which a cache finds expired entries
// that nobody reads. A strategy decides how much one tick looks at and when
// the next one comes; how entries are found and removed is the Target's
// business, so that each strategy works on every backend.
//
// A new strategy is a file here, a constant in package larder and a line in
// New.
package sweep

import (
	"time"

	"github.com/larder-go/larder"
)

// Target is a cache as a sweeper sees it. Its methods may be called from one
// goroutine at a time.
type Target interface {
	// Sweep looks at up to limit entries, going on where the last call
	// stopped, and removes those that have expired. No lock that stops
	// operations on the cache is held for longer than one look at limit
	// entries.
	Sweep(limit int)
	// Len returns the number of resident entries.
	Len() int
	// ShortestTTL returns the shortest time to live set lately.
	ShortestTTL() time.Duration
}

// Strategy decides what a tick does and when it comes.
type Strategy interface {
	// Tick does the work of one tick.
	Tick(Target)
	// Interval returns the time from now to the next tick; it is positive.
	Interval(Target) time.Duration
}

// New returns the strategy that kind names, ticking at the given interval
// (0 = automatic) and looking at up to limit entries a tick where it has a
// limit (0 = 1,024). It returns nil for larder.SweepNone.
func New(kind larder.Sweeper, interval time.Duration, limit int) Strategy {
	if limit == 0 {
		limit = 1024
	}
	switch kind {
	case larder.SweepFull:
		return full{interval}
	case larder.SweepNone:
		return nil
	}
	return cursor{interval, limit}
}

const (
	shortestRound = 100 * time.Millisecond
	longestRound  = 10 * time.Second
	shortestTick  = time.Millisecond
)

// round returns how long an expired entry may stay where the user leaves the
// choice to us: a quarter of the shortest time to live, so that the memory
// held in vain is in proportion to that held on purpose.
func round(t Target) time.Duration {
	return min(max(t.ShortestTTL()/4, shortestRound), longestRound)
}
