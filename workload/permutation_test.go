package workload_test

import (
	"testing"

	"github.com/larder-go/larder/workload"
	"github.com/stretchr/testify/require"
)

func TestPermutationIsBijection(t *testing.T) {
	t.Parallel()
	sizes := []uint64{1023, 1024, 1025, 4095, 4096, 4097, 65_537, 100_000, 1<<20 + 1}
	for n := uint64(1); n <= 300; n++ {
		sizes = append(sizes, n)
	}
	for _, n := range sizes {
		for seed := range uint64(3) {
			p := workload.NewPermutation(n, seed)
			seen := make([]bool, n)
			for i := range n {
				at := p.At(i)
				if at >= n || seen[at] {
					t.Fatalf("n %d, seed %d: %d is mapped to %d, which is out of range or taken", n, seed, i, at)
				}
				seen[at] = true
			}
		}
	}
}

func TestPermutationOfLargestKeySpace(t *testing.T) {
	t.Parallel()
	for _, n := range []uint64{1 << 32, 1<<32 - 1, 1<<31 + 1} {
		p := workload.NewPermutation(n, 1)
		seen := make(map[uint64]bool)
		for i := range uint64(100_000) {
			for _, rank := range []uint64{i, n - 1 - i} {
				at := p.At(rank)
				require.Less(t, at, n)
				require.False(t, seen[at])
				seen[at] = true
			}
		}
	}
}

// Over many seeds every rank goes to every key equally often, and where one goes
// tells nothing of where its neighbour goes.
func TestPermutationLooksRandom(t *testing.T) {
	t.Parallel()
	const bins, seeds = 8, 64_000
	for _, n := range []uint64{64, 1000, 100_000, 1 << 32} {
		for _, pair := range [][2]uint64{{0, 1}, {1, 2}, {2, 3}, {0, n / 2}, {n - 2, n - 1}} {
			byPlace, byRemainder := make([]int, bins*bins), make([]int, bins*bins)
			for seed := range uint64(seeds) {
				p := workload.NewPermutation(n, seed)
				a, b := p.At(pair[0]), p.At(pair[1])
				byPlace[a*bins/n*bins+b*bins/n]++
				byRemainder[a%bins*bins+b%bins]++
			}
			// The two are never the same key, which at small n makes
			// equal bins rarer.
			shares := make([]float64, bins*bins)
			for i := range shares {
				inBin := float64(n) / bins
				shares[i] = inBin * inBin / float64(n) / float64(n-1)
				if i/bins == i%bins {
					shares[i] = inBin * (inBin - 1) / float64(n) / float64(n-1)
				}
			}
			require.Less(t, misfit(byPlace, shares), float64(limit), "place, n %d, ranks %d", n, pair)
			require.Less(t, misfit(byRemainder, shares), float64(limit), "remainder, n %d, ranks %d", n, pair)
		}
	}
}
