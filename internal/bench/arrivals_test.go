package bench_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
)

// TestPoissonArrivals: the times between operations have the mean and the standard
// deviation of the exponential law, which are the same, and its share of short ones.
func TestPoissonArrivals(t *testing.T) {
	const n, rate = 200_000, 50_000
	const mean = float64(time.Second) / rate
	times := bench.Poisson.Times(n, rate, 0, 1, 7)
	var sum, squares float64
	var last time.Duration
	short := 0
	for _, at := range times {
		gap := float64(at - last)
		require.GreaterOrEqual(t, gap, 0.0)
		sum += gap
		squares += gap * gap
		if gap < mean/10 {
			short++
		}
		last = at
	}
	average := sum / n
	require.InEpsilon(t, mean, average, 0.01)
	require.InEpsilon(t, mean, math.Sqrt(squares/n-average*average), 0.01)
	require.InEpsilon(t, 1-math.Exp(-0.1), float64(short)/n, 0.02)
}

func TestPoissonArrivalsAreThoseOfTheSeed(t *testing.T) {
	times := func(goroutine int, seed uint64) []time.Duration {
		return bench.Poisson.Times(100, 1000, goroutine, 4, seed)
	}
	require.Equal(t, times(0, 1), times(0, 1))
	require.NotEqual(t, times(0, 1), times(0, 2))
	require.NotEqual(t, times(0, 1), times(1, 1), "each goroutine has its own")
	last := bench.Poisson.Times(100_000, 1000, 3, 4, 1)[100_000-1]
	require.InEpsilon(t, float64(400*time.Second), float64(last), 0.02, "one of four has a quarter of the rate")
}

// TestConstantArrivals: those of several goroutines together are equally far apart.
func TestConstantArrivals(t *testing.T) {
	require.Equal(t, []time.Duration{0, 3 * time.Millisecond, 6 * time.Millisecond}, bench.Constant.Times(3, 1000, 0, 3, 1))
	require.Equal(t, []time.Duration{2 * time.Millisecond, 5 * time.Millisecond}, bench.Constant.Times(2, 1000, 2, 3, 1))
	require.Equal(t, time.Hour, bench.Constant.Times(3*3600+1, 3, 0, 1, 1)[3*3600], "no error adds up")
}

func TestNamesOfArrivals(t *testing.T) {
	require.Equal(t, "poisson", bench.Poisson.String())
	require.Equal(t, "constant", bench.Constant.String())
	require.Equal(t, "Arrivals(7)", bench.Arrivals(7).String())
}
