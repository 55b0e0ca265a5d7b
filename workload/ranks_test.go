package workload_test

import (
	"fmt"
	"testing"

	"github.com/larder-go/larder/workload"
	"github.com/stretchr/testify/require"
)

// rankBins returns the first ranks of bins that cover [0, n): one each for the
// first 32 ranks, then bins that double.
func rankBins(n uint64) []uint64 {
	var starts []uint64
	for r := uint64(0); r < n; {
		starts = append(starts, r)
		if r < 32 {
			r++
		} else {
			r += r
		}
	}
	return starts
}

// rankCounts draws and returns the count and, for a skew, the true share of
// each bin.
func rankCounts(draw func() uint64, draws int, skew float64, n uint64) ([]int, []float64) {
	starts := rankBins(n)
	counts, shares := make([]int, len(starts)), make([]float64, len(starts))
	for range draws {
		r := draw()
		i := len(starts) - 1
		for starts[i] > r {
			i--
		}
		counts[i]++
	}
	total := zipfWeight(skew, 1, n)
	for i, a := range starts {
		b := n
		if i+1 < len(starts) {
			b = starts[i+1]
		}
		shares[i] = zipfWeight(skew, a+1, b) / total
	}
	return counts, shares
}

func TestRanksFollowZipf(t *testing.T) {
	t.Parallel()
	const draws = 200_000
	for _, skew := range []float64{0, 0.01, 0.5, 0.99, 1, 1 + 1e-9, 1.2, 2, 5} {
		for _, n := range []uint64{1, 2, 3, 10, 1000, 100_000, 1 << 32} {
			t.Run(fmt.Sprintf("skew=%v/n=%d", skew, n), func(t *testing.T) {
				t.Parallel()
				r := workload.NewRanks(skew, n, 1)
				top := uint64(0)
				draw := func() uint64 {
					rank := r.Draw()
					top = max(top, rank)
					return rank
				}
				counts, shares := rankCounts(draw, draws, skew, n)
				require.Less(t, top, n)
				requireFit(t, counts, shares)
			})
		}
	}
}

// A test of fit is worth what it rejects.
func TestRanksTestFindsWrongSkew(t *testing.T) {
	t.Parallel()
	for _, wrong := range []float64{0.97, 1.01} {
		counts, shares := rankCounts(workload.NewRanks(0.99, 100_000, 1).Draw, 200_000, wrong, 100_000)
		require.Greater(t, misfit(counts, shares), float64(limit), "skew %v", wrong)
	}
}

// The area of the intervals is what a draw is made from; what Zipf's weights do
// not fill is rejected.
func TestRanksRejectFewDraws(t *testing.T) {
	t.Parallel()
	worst := 0.0
	for skew := 0.0; skew < 20; skew += 0.01 {
		for _, n := range []uint64{1, 2, 3, 10, 1000, 1 << 32} {
			tries := workload.NewRanks(skew, n, 1).Area() / zipfWeight(skew, 1, n)
			require.GreaterOrEqual(t, tries, 1-1e-12, "skew %v, n %d", skew, n)
			worst = max(worst, tries)
		}
	}
	require.Less(t, worst, 1.02)
}

func TestRanksOfExtremeSkews(t *testing.T) {
	t.Parallel()
	for _, skew := range []float64{100, 1e6, 1e300, 1.7976931348623157e308} {
		r := workload.NewRanks(skew, 1<<32, 1)
		for range 1000 {
			require.Zero(t, r.Draw(), "skew %v", skew)
		}
	}
	r := workload.NewRanks(5e-324, 10, 1)
	var counts [10]int
	for range 100_000 {
		counts[r.Draw()]++
	}
	_, shares := rankCounts(r.Draw, 0, 0, 10)
	requireFit(t, counts[:], shares)
}
