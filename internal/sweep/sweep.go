// Package sweep holds the strategies by which a cache finds expired entries
// that nobody reads. A strategy decides how much one tick looks at and how long
// it is to the next; where the entries come from, in their own order or in that
// of their deadlines, and how they are removed is the Target's business, so
// that each strategy works on every backend.
//
// A new strategy is a file here, a constant in package larder and a line in
// New. SweepSampled is none: it has no ticks.
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
	// entries. Where it comes to the end of the cache, it stops: a round is
	// done.
	Sweep(limit int) Progress
	// Len returns the number of resident entries.
	Len() int
	// ShortestTTL returns the shortest time to live set lately.
	ShortestTTL() time.Duration
	// Due returns the time from now until the earliest deadline of all
	// entries, as far as the last round and the Sets since then tell: it may
	// be shorter than that, not longer. It is negative where the deadline has
	// passed.
	Due() time.Duration
}

// Progress is what a call of Target.Sweep came to.
type Progress struct {
	Used int  // entries looked at, and parts of the cache passed over
	Done bool // nothing that had expired when the round began is left
}

// Strategy decides what a tick does and when it comes. It belongs to one
// Target: it may have a state.
type Strategy interface {
	// Tick does the work of one tick.
	Tick(Target)
	// Wait returns the time from now to the next tick; it is positive. It may
	// be called at any time, beside Tick too.
	Wait(Target) time.Duration
}

// Settings are the options of a strategy, 0 for what New chooses.
type Settings struct {
	Interval time.Duration // between ticks
	Limit    int           // entries looked at in one go
	Budget   int           // entries looked at in a second
}

// Defaults of Settings.
const (
	DefaultLimit  = 1024
	DefaultBudget = 8_000_000
)

// New returns the strategy that kind names, or nil for one without ticks.
// SweepDefault is SweepAdaptive; SweepHeap, SweepWheel and SweepQueue go by it,
// too: what sets them apart is where their target finds entries.
func New(kind larder.Sweeper, s Settings) Strategy {
	if s.Limit == 0 {
		s.Limit = DefaultLimit
	}
	if s.Budget == 0 {
		s.Budget = DefaultBudget
	}
	switch kind {
	case larder.SweepFull:
		return &full{interval: s.Interval}
	case larder.SweepCursor:
		return &cursor{interval: s.Interval, limit: s.Limit}
	case larder.SweepNone, larder.SweepSampled:
		return nil
	}
	return &adaptive{interval: s.Interval, limit: s.Limit, budget: s.Budget}
}
