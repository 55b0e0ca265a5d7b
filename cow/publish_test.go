package cow

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/keyhash"
)

// BenchmarkPublish compares two ways to replace entries: under the shard's
// lock, as Swap does, and by compare-and-swap of the slot, without the lock.
// The second is the least that such a writer would have to do: it can neither
// add nor remove a key, keeps no page for snapshots and would be lost in a table
// that is being rebuilt. See docs/decisions.md for what came of it.
func BenchmarkPublish(b *testing.B) {
	for _, keys := range []int{16_000, 1_000_000} {
		s := new(store[int, int])
		s.init(keyhash.New[int]())
		for k := range keys {
			s.Swap(&engine.Entry[int, int]{Key: k})
		}
		ways := []struct {
			name string
			swap func(*engine.Entry[int, int])
		}{
			{"lock", func(e *engine.Entry[int, int]) { s.Swap(e) }},
			{"cas", s.swapByCAS},
		}
		for _, skew := range []float64{0, 0.99, 1.2} {
			at := zipf(keys, skew)
			for _, procs := range []int{runtime.NumCPU(), 4 * runtime.NumCPU()} {
				for _, way := range ways {
					b.Run(fmt.Sprintf("keys=%d/zipf=%v/procs=%d/way=%s", keys, skew, procs, way.name), func(b *testing.B) {
						defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
						const goroutines = 16
						var wg sync.WaitGroup
						for g := range goroutines {
							wg.Go(func() {
								for i := range b.N / goroutines {
									way.swap(&engine.Entry[int, int]{Key: at[(i+g*len(at)/goroutines)%len(at)]})
								}
							})
						}
						wg.Wait()
					})
				}
			}
		}
	}
}

// swapByCAS replaces the entry of a key that is there.
func (s *store[K, V]) swapByCAS(e *engine.Entry[K, V]) {
	e.Tag = s.hash(e.Key)
	for {
		t := s.table(e.Tag)
		slot, old := t.place(e.Tag, e.Key, s.tombstone)
		if atomic.CompareAndSwapPointer(&t.slots[slot], tagged(old), tagged(e)) {
			return
		}
	}
}

// zipf draws numbers below n with that skew, in a random order of popularity.
func zipf(n int, skew float64) []int {
	r := rand.New(rand.NewPCG(1, 2))
	sums := make([]float64, n)
	sum := 0.0
	for i := range sums {
		sum += math.Pow(float64(i+1), -skew)
		sums[i] = sum
	}
	order := r.Perm(n)
	drawn := make([]int, 1<<20)
	for i := range drawn {
		drawn[i] = order[sort.SearchFloat64s(sums, r.Float64()*sum)]
	}
	return drawn
}
