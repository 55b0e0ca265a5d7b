package workload_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// misfit compares observed counts with the expected shares of their bins by
// Pearson's chi-square test. It returns the statistic on the scale of a standard
// normal variable (the transformation of Wilson and Hilferty, 1931), or +Inf if
// something was observed that cannot be. Neighbouring bins are joined until each
// expects at least 20, as the approximation needs.
func misfit(counts []int, shares []float64) float64 {
	var n, rest float64
	for i := range counts {
		if shares[i] == 0 && counts[i] > 0 {
			return math.Inf(1)
		}
		n += float64(counts[i])
		rest += shares[i]
	}
	var chi2, got, want float64
	bins := 0
	for i := range counts {
		got += float64(counts[i])
		want += shares[i] * n
		rest -= shares[i]
		if want >= 20 && rest*n >= 20 || i == len(counts)-1 {
			if want > 0 {
				chi2 += (got - want) * (got - want) / want
				bins++
			}
			got, want = 0, 0
		}
	}
	if bins < 2 {
		return 0
	}
	df := float64(bins - 1)
	return (math.Cbrt(chi2/df) - (1 - 2/(9*df))) / math.Sqrt(2/(9*df))
}

// limit is the misfit that a test allows: a right generator exceeds it for one
// seed in three million, and the tests' seeds never change.
const limit = 5

func requireFit(t *testing.T, counts []int, shares []float64) {
	t.Helper()
	require.Less(t, misfit(counts, shares), float64(limit), "counts %v against shares %v", counts, shares)
}

func TestMisfitTellsRightFromWrong(t *testing.T) {
	t.Parallel()
	quarters := []float64{0.25, 0.25, 0.25, 0.25}
	require.Less(t, misfit([]int{2510, 2490, 2480, 2520}, quarters), 1.0)
	require.Greater(t, misfit([]int{2750, 2250, 2480, 2520}, quarters), float64(limit))
	require.Greater(t, misfit([]int{5000, 1}, []float64{1, 0}), float64(limit))
}

// zipfWeight returns the sum of k^-skew for k from a to b, both included.
func zipfWeight(skew float64, a, b uint64) float64 {
	const direct = 2000
	var sum float64
	for ; a <= b && a < direct; a++ {
		sum += math.Pow(float64(a), -skew)
	}
	if a > b {
		return sum
	}
	// Euler and Maclaurin; the terms left out are below 1e-14 from a = 2000 on.
	x, y := float64(a), float64(b)
	f := func(x float64) float64 { return math.Pow(x, -skew) }
	slope := func(x float64) float64 { return -skew * math.Pow(x, -skew-1) }
	area := math.Log(y / x)
	if skew != 1 {
		area *= math.Pow(x, 1-skew) * expm1Over((1-skew)*area)
	}
	return sum + area + (f(x)+f(y))/2 + (slope(y)-slope(x))/12
}

func expm1Over(t float64) float64 {
	if t == 0 {
		return 1
	}
	return math.Expm1(t) / t
}

func TestZipfWeightAgreesWithPlainSum(t *testing.T) {
	t.Parallel()
	for _, skew := range []float64{0, 0.5, 0.99, 1, 1 + 1e-9, 1.2, 2} {
		var want float64
		for k := 300_000; k >= 1; k-- {
			want += math.Pow(float64(k), -skew)
		}
		require.InEpsilon(t, want, zipfWeight(skew, 1, 300_000), 1e-12, "skew %v", skew)
	}
}
