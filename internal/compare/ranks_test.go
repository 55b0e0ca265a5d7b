package compare_test

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/compare"
)

// TestRankIsThatOfTheTables: one more than the critical values of U in tables for the
// two-sided test.
func TestRankIsThatOfTheTables(t *testing.T) {
	for _, c := range []struct {
		n, m               int
		fivePercent, onePc int64
	}{
		{3, 3, 0, 0}, {4, 4, 1, 0}, {5, 5, 3, 1}, {6, 6, 6, 3}, {8, 8, 14, 8}, {10, 10, 24, 17}, {20, 20, 128, 106}, {5, 10, 9, 5}, {10, 5, 9, 5},
	} {
		require.Equal(t, c.fivePercent, compare.Rank(c.n, c.m, 0.05), "%d and %d", c.n, c.m)
		require.Equal(t, c.onePc, compare.Rank(c.n, c.m, 0.01), "%d and %d", c.n, c.m)
	}
}

// TestRankOfManyIsNear: where the normal distribution takes over, nothing jumps.
func TestRankOfManyIsNear(t *testing.T) {
	for _, alpha := range []float64{0.05, 0.01, 0.001} {
		exact, normal := compare.Rank(50, 50, alpha), compare.Rank(50, 51, alpha)
		require.InDelta(t, exact, normal, 30, "alpha %v", alpha)
		require.Less(t, exact, normal)
	}
}

// TestRatioIsTheMedianOfAll, and its interval lies where it should among them: against
// the list that the package does without.
func TestRatioIsTheMedianOfAll(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		old, new := make([]float64, 1+random.IntN(12)), make([]float64, 1+random.IntN(12))
		for _, side := range [][]float64{old, new} {
			for i := range side {
				side[i] = float64(random.IntN(8)) * random.Float64() // some are 0
			}
		}
		var all []float64
		for _, o := range old {
			for _, n := range new {
				switch {
				case o == n:
					all = append(all, 1)
				default:
					all = append(all, n/o)
				}
			}
		}
		slices.Sort(all)
		_, ratio, lo, hi, bounded := compare.Weighed(old, new, 0.05)
		low, high := all[(len(all)-1)/2], all[len(all)/2]
		if math.IsInf(high, 1) {
			require.Equal(t, math.IsInf(low, 1) || low != high, math.IsInf(ratio, 1))
		} else {
			require.InDelta(t, (low+high)/2, ratio, 1e-9*high)
		}
		c := compare.Rank(len(old), len(new), 0.05)
		require.Equal(t, c > 0, bounded)
		c = max(c, 1)
		require.Equal(t, all[c-1], lo)
		require.Equal(t, all[int64(len(all))-c], hi)
	}
}

// TestPIsThatOfAllWaysToDeal: against a count of all ways in which the samples could
// have fallen to the sides, with ties and sides of different size.
func TestPIsThatOfAllWaysToDeal(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		n, m := 2+random.IntN(4), 2+random.IntN(4)
		all := make([]float64, n+m)
		for i := range all {
			all[i] = float64(1 + random.IntN(6))
		}
		u := func(mask uint) (u float64) {
			for i, a := range all {
				for k, b := range all {
					if mask>>i&1 == 1 && mask>>k&1 == 0 {
						switch {
						case a > b:
							u++
						case a == b:
							u += 0.5
						}
					}
				}
			}
			return u
		}
		seen := u(1<<n - 1)
		low, high, ways := 0.0, 0.0, 0.0
		for mask := range uint(1) << (n + m) {
			if bits.OnesCount(mask) != n {
				continue
			}
			ways++
			if u(mask) <= seen {
				low++
			}
			if u(mask) >= seen {
				high++
			}
		}
		want := min(1, 2*min(low, high)/ways)
		if 2*seen == float64(n*m) {
			want = 1 // what the library says of the middle, ties or not
		}
		p, _, _, _, _ := compare.Weighed(all[:n], all[n:], 0.05)
		require.InDelta(t, want, p, 1e-9, "%v and %v", all[:n], all[n:])
	}
}

func TestHolm(t *testing.T) {
	require.InDeltaSlice(t, []float64{0.03, 0.06, 0.06, 0.02}, compare.Holm([]float64{0.01, 0.04, 0.03, 0.005}), 1e-12)
	require.Equal(t, []float64{1, 1}, compare.Holm([]float64{0.9, 0.6}))
	require.Empty(t, compare.Holm(nil))
}

// TestReach: the least p of n against n samples is 2/C(2n,n).
func TestReach(t *testing.T) {
	for p, n := range map[float64]int{1: 1, 2.0 / 6: 2, 0.05: 4, 0.01: 5, 0.001: 7, 0.0001: 9, 0.00001: 11} {
		require.Equal(t, n, compare.Reach(p), "%v", p)
	}
}
