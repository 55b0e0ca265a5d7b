package tally_test

import (
	"runtime"
	"sync"
	"testing"

	"github.com/larder-go/larder/internal/tally"
	"github.com/stretchr/testify/require"
)

// TestCountsEverything has more goroutines than processors add, and half of
// the processors come after the tally was made.
func TestCountsEverything(t *testing.T) {
	before := runtime.GOMAXPROCS(4)
	defer runtime.GOMAXPROCS(before)
	for _, processors := range []int{1, 4, 8} {
		tally := tally.New()
		runtime.GOMAXPROCS(processors)
		const goroutines, times = 50, 20_000
		var wg sync.WaitGroup
		for range goroutines {
			wg.Go(func() {
				for i := range times {
					tally.Inc(0)
					tally.Add(3, 2)
					if i%1000 == 0 {
						runtime.Gosched()
					}
				}
			})
		}
		last := uint64(0)
		for last < goroutines*times/2 { // beside the writers
			now := tally.Value(0)
			require.GreaterOrEqual(t, now, last)
			last = now
			runtime.Gosched()
		}
		wg.Wait()
		require.EqualValues(t, goroutines*times, tally.Value(0))
		require.EqualValues(t, 0, tally.Value(1))
		require.EqualValues(t, 0, tally.Value(2))
		require.EqualValues(t, 2*goroutines*times, tally.Value(3))
		runtime.GOMAXPROCS(4)
	}
}

func BenchmarkInc(b *testing.B) {
	tally := tally.New()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			tally.Inc(0)
		}
	})
}
