package bench

import (
	"unsafe"

	"github.com/larder-go/larder/workload"
)

const (
	WorkerSize = unsafe.Sizeof(worker[string]{})
	CacheLines = cacheLines
)

// Deal returns the blocks that a dealer deals out.
func Deal(ops []workload.Op, limit uint64, goroutines int) (blocks [][]workload.Op) {
	d := newDealer(ops, limit, goroutines)
	for {
		block := d.next()
		if len(block) == 0 {
			return blocks
		}
		blocks = append(blocks, block)
	}
}
