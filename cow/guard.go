package cow

import (
	"sync"
	"sync/atomic"
)

// guard serialises the writers of one shard and counts what its table holds.
type guard struct {
	mu       sync.Mutex
	used     int          // slots that are not empty; guarded by mu, as are
	expiring int          // the number of entries with a deadline, and
	cut      uint64       // the number of the last snapshot; 0 if none may be in use
	changes  uint64       // counts the stores to slots of the table; guarded by mu
	live     atomic.Int64 // the number of entries; stored under mu, for those without it

	_ [128 - 48]byte // keeps the guards of different shards apart
}

// reset counts anew for another table.
func (g *guard) reset(used, live, expiring int) {
	g.used, g.expiring = used, expiring
	g.live.Store(int64(live))
}
