package bench_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

// TestShortSamplesHaveTheMix: the dice alone must not make a sample invalid.
func TestShortSamplesHaveTheMix(t *testing.T) {
	for _, gets := range []float64{100, 99, 95, 50, 1, 0} {
		for _, ops := range []int{100, 500, 2000, 10_000} {
			for seed := range uint64(5) {
				t.Run(fmt.Sprintf("gets=%v/ops=%d/seed=%d", gets, ops, seed), func(t *testing.T) {
					w, err := bench.Synthesize(spec(t, gets), seed, ops)
					require.NoError(t, err)
					require.Len(t, w.Stream.Ops, ops)
					require.InDelta(t, gets/100, w.Realised.Get, 0.005001)
				})
			}
		}
	}
}

func TestLongStreamsAreTakenFromTheBeginning(t *testing.T) {
	s := spec(t, 95)
	want, err := s.Stream(3, 100_000)
	require.NoError(t, err)
	w, err := bench.Synthesize(s, 3, 100_000)
	require.NoError(t, err)
	require.Equal(t, want.Hash(), w.Realised.StreamHash)

	s.Keys = 300_000
	w, err = bench.Synthesize(s, 3, 0)
	require.NoError(t, err)
	require.Len(t, w.Stream.Ops, 1_200_000, "every key has a chance")
}

// TestASampleLastsUntilItHasTheMix: a slow backend gets as far in its time as one
// on the other end of the scale would in no time.
func TestASampleLastsUntilItHasTheMix(t *testing.T) {
	b, _ := backend("slow", nil)
	for _, goroutines := range []int{1, 5} {
		s := spec(t, 95)
		s.Mix = workload.Mix{Get: 0.5, Set: 0.3, Delete: 0.2}
		p := plan(func() (bench.Work, error) { return bench.Synthesize(s, 1, 0) }, b)
		p.Goroutines = []int{goroutines}
		p.Ops, p.Duration = 0, 1
		p.Samples = 3
		r, err := run(t, p)
		require.NoError(t, err)
		for _, row := range r.rows {
			require.GreaterOrEqual(t, row.Ops(), uint64(1000))
			require.InDelta(t, 0.3, row.Mix().Set, 0.01)
		}
	}
}
