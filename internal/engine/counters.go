package engine

import (
	"cmp"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/tally"
)

// counters count without a lock. Those that every operation moves are kept
// apart for each processor; the others are moved seldom. Any goroutine may
// touch any of them.
type counters struct {
	often                                            *tally.Tally // also Engine.often
	expiredReads, lazyDeletes, sweepDeletes, deletes atomic.Uint64
	sweepRuns                                        atomic.Uint64
	sweepLocked                                      atomic.Int64 // nanoseconds
	rejections                                       atomic.Uint64
	ages, aged                                       atomic.Int64 // the ages of some evicted entries, in nanoseconds, and how many those are
}

// What is counted often.
const (
	hits tally.Count = iota
	misses
	sets
	evictions
)

func newCounters() *counters { return &counters{often: tally.New()} }

func (c *counters) stats() larder.Stats {
	return larder.Stats{
		Hits:         c.often.Value(hits),
		Misses:       c.often.Value(misses),
		Sets:         c.often.Value(sets),
		ExpiredReads: c.expiredReads.Load(),
		LazyDeletes:  c.lazyDeletes.Load(),
		SweepDeletes: c.sweepDeletes.Load(),
		Deletes:      c.deletes.Load(),
		Evictions:    c.often.Value(evictions),
		Rejections:   c.rejections.Load(),
		EvictionAge:  c.meanAge(),
		SweepRuns:    c.sweepRuns.Load(),
		SweepLocked:  time.Duration(c.sweepLocked.Load()),
	}
}

// meanAge returns for how long evicted entries had been there.
func (c *counters) meanAge() time.Duration {
	return time.Duration(c.ages.Load() / cmp.Or(c.aged.Load(), 1))
}
