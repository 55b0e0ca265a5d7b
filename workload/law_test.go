package workload_test

import (
	"math"
	"testing"

	"github.com/larder-go/larder/workload"
	"github.com/stretchr/testify/require"
)

// ttls draws times to live, in milliseconds.
func ttls(t *testing.T, text string, n int) []uint32 {
	t.Helper()
	ttl, err := workload.ParseTTL(text)
	require.NoError(t, err)
	s := stream(t, workload.Spec{Keys: 1, Dist: workload.Uniform{}, Mix: readOnly, TTL: ttl}, 1, n)
	drawn := make([]uint32, n)
	for i, op := range s.Ops {
		drawn[i] = op.TTL
	}
	return drawn
}

func TestFixedTTL(t *testing.T) {
	t.Parallel()
	require.Equal(t, []uint32{60_000, 60_000}, ttls(t, "60s", 2))
	require.Equal(t, []uint32{0, 0}, ttls(t, "0", 2))
	require.Equal(t, []uint32{math.MaxUint32}, ttls(t, workload.MaxTTL.String(), 1))
}

func TestUniformTTL(t *testing.T) {
	t.Parallel()
	counts := make([]int, 10)
	for _, ms := range ttls(t, "uniform:5ms:14ms", 100_000) {
		require.True(t, 5 <= ms && ms <= 14, ms)
		counts[ms-5]++
	}
	requireFit(t, counts, equalShares(10))
	require.Equal(t, []uint32{7, 7}, ttls(t, "uniform:7ms:7ms", 2))
	for _, ms := range ttls(t, "uniform:1ms:"+workload.MaxTTL.String(), 1000) {
		require.NotZero(t, ms)
	}
}

func TestChoiceTTL(t *testing.T) {
	t.Parallel()
	index := map[uint32]int{1000: 0, 0: 1, 5: 2}
	counts := make([]int, 3)
	for _, ms := range ttls(t, "choice:1s=6,0=3,5ms=1", 100_000) {
		require.Contains(t, index, ms)
		counts[index[ms]]++
	}
	requireFit(t, counts, []float64{0.6, 0.3, 0.1})
}

// Tails are compared with their distribution functions in bins that double.
func TestTailsFollowTheirDistribution(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		cdf  func(x float64) float64
	}{
		{"pareto:1s:1h:1.1", boundedPareto(1000, 3_600_000, 1.1)},
		{"pareto:100ms:1h:0.01", boundedPareto(100, 3_600_000, 0.01)},
		{"pareto:100ms:1h:5", boundedPareto(100, 3_600_000, 5)},
		{"lognormal:30s:1.5", logNormal(30_000, 1.5)},
		{"lognormal:1s:0.1", logNormal(1000, 0.1)},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			const bins = 256 // eight to a doubling
			counts := make([]int, bins)
			for _, ms := range ttls(t, c.text, 200_000) {
				counts[int(8*math.Log2(float64(ms)+0.5))]++
			}
			shares := make([]float64, bins)
			below := 0.0
			for i := range shares {
				// The amounts of bin i end before the first integer whose
				// logarithm reaches i+1; amounts are rounded to nearest.
				first := math.Ceil(math.Exp2(float64(i+1)/8) - 0.5)
				upTo := c.cdf(first - 0.5)
				shares[i] = upTo - below
				below = upTo
			}
			requireFit(t, counts, shares)
		})
	}
}

func boundedPareto(min, max, shape float64) func(float64) float64 {
	return func(x float64) float64 {
		x = math.Max(min, math.Min(max, x))
		return (1 - math.Pow(min/x, shape)) / (1 - math.Pow(min/max, shape))
	}
}

func logNormal(median, sigma float64) func(float64) float64 {
	return func(x float64) float64 { return math.Erfc(-math.Log(x/median)/sigma/math.Sqrt2) / 2 }
}

func TestTailsStayWithinTheirLimits(t *testing.T) {
	t.Parallel()
	for _, ms := range ttls(t, "pareto:2s:3s:0.5", 10_000) {
		require.True(t, 2000 <= ms && ms <= 3000, ms)
	}
	require.Equal(t, []uint32{9, 9}, ttls(t, "pareto:9ms:9ms:1", 2))
	require.Equal(t, []uint32{9, 9}, ttls(t, "lognormal:9ms:0", 2))
	var least, most int
	for _, ms := range ttls(t, "lognormal:1ms:5", 100_000) {
		require.NotZero(t, ms, "0 would ask for the default")
		if ms == 1 {
			least++
		}
	}
	for _, ms := range ttls(t, "lognormal:1000h:5", 10_000) {
		if ms == math.MaxUint32 {
			most++
		}
	}
	require.Greater(t, least, 50_000)
	require.Greater(t, most, 3_000)
}

func TestSizeBelongsToKey(t *testing.T) {
	t.Parallel()
	const keys = 1000
	size, err := workload.ParseSize("uniform:0:9")
	require.NoError(t, err)
	spec := workload.Spec{Keys: keys, Dist: workload.Zipf{Skew: 0.5}, Mix: workload.Mix{Get: 0.5, Set: 0.5}, Size: size}
	of := make(map[uint32]uint32)
	for _, op := range stream(t, spec, 1, 50_000).Ops {
		if was, ok := of[op.Key]; ok {
			require.Equal(t, was, op.Size)
		}
		of[op.Key] = op.Size
	}
	counts := make([]int, 10)
	for _, bytes := range of {
		counts[bytes]++
	}
	requireFit(t, counts, equalShares(10))

	other := 0
	for _, op := range stream(t, spec, 2, 1000).Ops {
		if of[op.Key] != op.Size {
			other++
		}
	}
	require.Greater(t, other, 800, "another seed gives other sizes")
}
