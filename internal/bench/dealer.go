package bench

import (
	"sync/atomic"

	"github.com/larder-go/larder/workload"
)

// dealer deals a stream out in blocks, in order; behind its end it begins again.
type dealer struct {
	ops      []workload.Op
	block    uint64 // operations in a block; the last of the stream may be shorter
	perRound uint64 // blocks in the stream

	_     [cacheLines]byte
	limit atomic.Uint64 // operations to deal
	_     [cacheLines]byte
	dealt atomic.Uint64 // blocks dealt so far
	_     [cacheLines]byte
}

const (
	// largestBlock is large enough that dealing costs nothing (one shared
	// write in 256 operations), and small enough that a trace stays in order
	// but for 500 requests with two goroutines.
	largestBlock = 256
	// shareOut is how many blocks there are at least for each goroutine.
	shareOut = 8
)

// newDealer deals limit operations to so many goroutines.
func newDealer(ops []workload.Op, limit uint64, goroutines int) *dealer {
	d := &dealer{ops: ops, block: max(1, min(limit/uint64(goroutines*shareOut), largestBlock))}
	d.perRound = (uint64(len(ops)) + d.block - 1) / d.block
	d.limit.Store(limit)
	return d
}

// next returns the next block, an empty one when all are dealt.
func (d *dealer) next() []workload.Op {
	at := d.offset(d.dealt.Add(1) - 1)
	limit := d.limit.Load()
	if at >= limit {
		return nil
	}
	size := uint64(len(d.ops))
	within := at % size
	return d.ops[within : within+min(d.block, size-within, limit-at)]
}

// offset returns how many operations come before a block.
func (d *dealer) offset(block uint64) uint64 {
	return block/d.perRound*uint64(len(d.ops)) + block%d.perRound*d.block
}

// finish has no more dealt than what is, or least if that is more. What is dealt
// is to be run to its end, so that what was run is a beginning of the stream (but
// for a block that is being dealt just now).
func (d *dealer) finish(least uint64) {
	d.limit.Store(max(least, d.offset(d.dealt.Load())))
}
