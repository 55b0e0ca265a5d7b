package bench_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

func TestDealerDealsTheStreamInOrder(t *testing.T) {
	for _, c := range []struct {
		size       int
		limit      uint64
		goroutines int
	}{
		{1, 1, 1}, {1, 5, 1}, {10, 10, 1}, {10, 7, 3}, {10, 25, 2},
		{1000, 1000, 1}, {1000, 999, 7}, {1001, 5000, 2}, {513, 2000, 1}, {5000, 100_000, 100},
	} {
		t.Run(fmt.Sprintf("size=%d/limit=%d/goroutines=%d", c.size, c.limit, c.goroutines), func(t *testing.T) {
			ops := make([]workload.Op, c.size)
			for i := range ops {
				ops[i].Key = uint32(i)
			}
			var dealt []uint32
			for _, block := range bench.Deal(ops, c.limit, c.goroutines) {
				require.LessOrEqual(t, len(block), 256)
				for _, op := range block {
					dealt = append(dealt, op.Key)
				}
			}
			require.Len(t, dealt, int(c.limit))
			for i, key := range dealt {
				if key != uint32(i%c.size) {
					t.Fatalf("operation %d has the key %d instead of %d", i, key, i%c.size)
				}
			}
		})
	}
}

func TestEveryGoroutineGetsBlocks(t *testing.T) {
	ops := make([]workload.Op, 1000)
	require.GreaterOrEqual(t, len(bench.Deal(ops, 1000, 100)), 100)
}

func TestWorkersDoNotShareCacheLines(t *testing.T) {
	require.Zero(t, bench.WorkerSize%bench.CacheLines)
}
