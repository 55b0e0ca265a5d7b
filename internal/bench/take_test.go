package bench_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
)

// TestElsewhere: a plan of which another takes the samples tells what it would
// tell if it took them itself, but for the order.
func TestElsewhere(t *testing.T) {
	a, madeA := backend("a", nil)
	b, _ := backend("b", nil)
	c, _ := backend("c", nil)
	there := plan(synthetic(t, spec(t, 95)), a, b, c)
	here := there
	here.Samples = 3
	here.Works = append(here.Works, synthetic(t, spec(t, 50)))
	there.Works = here.Works
	here.Elsewhere = func(ctx context.Context, work int, c bench.Cell) (bench.Single, error) {
		return there.Take(ctx, work, c.Name())
	}
	r, err := run(t, here)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b", "c", "b", "c", "a", "c", "a", "b"}, r.begun[:9])
	require.Len(t, r.rows, 18)
	require.Len(t, *madeA, 6)
	for i, row := range r.rows {
		require.EqualValues(t, 10_000, row.Ops())
		require.InDelta(t, []float64{0.95, 0.5}[i/9], row.Mix().Get, 0.01)
	}
}

func TestSamplesOfOtherOperations(t *testing.T) {
	b, _ := backend("b", nil)
	p := plan(synthetic(t, spec(t, 95)), b)
	p.Elsewhere = func(context.Context, int, bench.Cell) (bench.Single, error) {
		return bench.Single{Stream: "0123456789abcdef"}, nil
	}
	r, err := run(t, p)
	require.ErrorIs(t, err, bench.ErrInvalid)
	require.ErrorContains(t, err, "backend b on small: ")
	require.ErrorContains(t, err, "the operations of a sample have the hash 0123456789abcdef, and those of the workload ")
	require.Empty(t, r.rows)
}

func TestErrorsFromElsewhere(t *testing.T) {
	b, _ := backend("b", nil)
	p := plan(synthetic(t, spec(t, 95)), b)
	p.Samples = 3
	lost := errors.New("lost")
	taken := 0
	p.Elsewhere = func(ctx context.Context, work int, c bench.Cell) (bench.Single, error) {
		if taken++; taken == 2 {
			return bench.Single{}, lost
		}
		here := p
		here.Elsewhere = nil
		return here.Take(ctx, work, c.Name())
	}
	r, err := run(t, p)
	require.ErrorIs(t, err, lost)
	require.Len(t, r.rows, 1)
}

func TestTakeOfWhatIsNotThere(t *testing.T) {
	b, _ := backend("b", nil)
	p := plan(synthetic(t, spec(t, 95)), b)
	for _, work := range []int{-1, 1} {
		_, err := p.Take(t.Context(), work, "Cache")
		require.ErrorContains(t, err, "there is no workload ")
	}
	_, err := p.Take(t.Context(), 0, "Cache")
	require.EqualError(t, err, "bench: no combination is called Cache")
}
