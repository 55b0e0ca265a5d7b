package policy

import "sync/atomic"

// Mark is the part of an entry that its policy needs. The zero value is that of an
// entry that has not been admitted yet.
type Mark struct {
	// Hits counts hits in its lowest bits, up to Most, until the policy takes
	// note of them; Sampled tells that hits are to be offered to the Bound. The
	// bits above are the feed's epoch in which that was done last. Readers store
	// it, and who holds the lock of the shard. One store may undo another: then a
	// hit is not counted, or is counted twice. All loads are atomic.
	Hits uint32

	node id // guarded by the lock of the key's shard
}

// The bits of Mark.Hits.
const (
	Most    = 3
	Sampled = 1 << 2
	Loud    = Most | Sampled // unless Hits has just Most of these, there is something to note of a hit

	epochAt   = 8
	epochMask = 0xff << epochAt
)

func (m *Mark) count() uint8 { return uint8(atomic.LoadUint32(&m.Hits) & Most) }

func (m *Mark) setCount(n uint8) {
	atomic.StoreUint32(&m.Hits, atomic.LoadUint32(&m.Hits)&^Most|uint32(n))
}

// Store is how a reader stores Hits.
//
// It is a plain store of an aligned word: a concurrent load sees the old or the new.
// An atomic one would be a barrier, so that the cache misses of one look-up no longer
// overlap with those of the next. The race detector cannot know that it is meant.
//
//go:norace
//go:noinline
func (m *Mark) Store(hits uint32) { m.Hits = hits }

// setHits takes over another's.
func (m *Mark) setHits(old *Mark) {
	atomic.StoreUint32(&m.Hits, atomic.LoadUint32(&old.Hits))
}

func (m *Mark) setSampled() { atomic.StoreUint32(&m.Hits, atomic.LoadUint32(&m.Hits)|Sampled) }
