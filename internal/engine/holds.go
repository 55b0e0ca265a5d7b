package engine

import (
	"sync/atomic"
	"time"

	"github.com/larder-go/larder/internal/sweepwatch"
)

// Holds takes note of how long locks are held for a sweeper, for the statistics
// and for who watches. That is no decision: it goes by the system's time, whatever
// the engine's clock.
type Holds struct {
	counts *counters   // nil without statistics
	over   func() bool // whether the engine is closed
	on     atomic.Bool // a sweeper is at work; stored with the engine's sweeping held
}

// HoldTeller is a Store that tells how long it holds its lock while it scans and
// removes; of others, calls of Scan and Remove are timed as a whole.
type HoldTeller interface {
	// TellHolds has the store call Begin of h after it has taken its lock, and
	// End before it lets go of it, and Over now and then while it scans. It is
	// called once, before the store is used.
	TellHolds(h *Holds)
}

// Over reports whether a Scan is to stop, since the engine is being closed. h may
// be nil.
func (h *Holds) Over() bool { return h != nil && h.over() }

// Begin returns the time, or the zero time if nobody wants to know it. h may be
// nil.
func (h *Holds) Begin() (start time.Time) {
	if h != nil && h.on.Load() && (h.counts != nil || sweepwatch.Current() != nil) {
		start = time.Now()
	}
	return start
}

// End takes note of a hold since start, over some entries.
func (h *Holds) End(start time.Time, entries int) {
	if start.IsZero() {
		return
	}
	took := time.Since(start)
	if h.counts != nil {
		h.counts.sweepLocked.Add(int64(took))
	}
	if o := sweepwatch.Current(); o != nil {
		o.Hold(took, entries)
	}
}
