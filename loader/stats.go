package loader

import (
	"time"

	"github.com/larder-go/larder"
)

// Stats are the counts of a loading cache since it was made, and its state now. With
// Options.NoStats everything but Size, Weight, InFlight and Negatives stays 0.
type Stats struct {
	// Stats are those of the cache below. Hits are the calls that were answered
	// with what was there, fresh or stale, at once; Misses all others, those included
	// that were told that there is nothing (NegativeHits), or given an old value after
	// they had waited for a load.
	larder.Stats

	Loads      uint64 // load functions called, one for a call of a BulkFunc
	LoadedKeys uint64 // keys that they were called for
	NotFound   uint64 // of these, for which larder.ErrNotFound came back
	LoadErrors uint64 // of these, for which another error did, panics and timeouts included
	Abandoned  uint64 // of these, that failed after the last caller had left, which cancelled them; in no other count of failures
	Unasked    uint64 // keys that a BulkFunc returned without having been asked

	SharedWaits  uint64 // misses that waited for a load that another had started
	NegativeHits uint64 // misses that were answered with a remembered error
	StaleServes  uint64 // calls that were given a value past its TTL; hits, but for those that waited for a load first
	Refreshes    uint64 // loads in the background that stored a value
	NotModified  uint64 // loads that confirmed the value that was there
	Discarded    uint64 // values loaded and not stored, since the key was invalidated meanwhile or a newer version was there

	SoftTimeouts uint64 // callers that were served a stale value since a load took too long
	HardTimeouts uint64 // callers that got ErrTimeout since a load took longer than HardTimeout
	LoadTimeouts uint64 // loads that took longer than LoadTimeout

	EventsDropped uint64 // events that a subscriber was too slow for

	InFlight  int       // load functions that run now
	Negatives int       // keys of which it is remembered that there is nothing, or that loading them failed
	LoadTime  Histogram // how long loads took, failed ones included
}

// Histogram counts durations in fixed buckets.
type Histogram struct {
	// Counts are of durations up to the bound of the same index in HistogramBounds,
	// and above the bound before; the last one is of those above all bounds.
	Counts [len(histogramBounds) + 1]uint64
	Sum    time.Duration // of all
}

// Count returns the number of all durations.
func (h Histogram) Count() (n uint64) {
	for _, c := range h.Counts {
		n += c
	}
	return n
}

// HistogramBounds returns the upper bounds of a Histogram's buckets, in ascending
// order.
func HistogramBounds() []time.Duration { return append([]time.Duration(nil), histogramBounds[:]...) }

var histogramBounds = [...]time.Duration{
	100 * time.Microsecond, 250 * time.Microsecond, 500 * time.Microsecond,
	time.Millisecond, 2500 * time.Microsecond, 5 * time.Millisecond,
	10 * time.Millisecond, 25 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2500 * time.Millisecond, 5 * time.Second, 10 * time.Second,
}
