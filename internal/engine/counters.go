package engine

import (
	"sync/atomic"

	"github.com/larder-go/larder"
	"github.com/puzpuzpuz/xsync/v3"
)

// counters count without a lock. Those that every operation moves are striped;
// the others are moved seldom. Any goroutine may touch any of them.
type counters struct {
	hits, misses, sets                               *xsync.Counter
	expiredReads, lazyDeletes, sweepDeletes, deletes atomic.Uint64
}

func newCounters() *counters {
	return &counters{hits: xsync.NewCounter(), misses: xsync.NewCounter(), sets: xsync.NewCounter()}
}

func (c *counters) stats() larder.Stats {
	return larder.Stats{
		Hits:         uint64(c.hits.Value()),
		Misses:       uint64(c.misses.Value()),
		Sets:         uint64(c.sets.Value()),
		ExpiredReads: c.expiredReads.Load(),
		LazyDeletes:  c.lazyDeletes.Load(),
		SweepDeletes: c.sweepDeletes.Load(),
		Deletes:      c.deletes.Load(),
	}
}
