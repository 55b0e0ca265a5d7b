package bench_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
)

// TestWhatCannotBeIsOfItsGroup: it stands where its row would, also where nothing
// else could be measured.
func TestWhatCannotBeIsOfItsGroup(t *testing.T) {
	alone := cell("b")
	alone.Capacity = "10"
	groups := bench.Summarize(rowsOf(cell("a"), 10),
		bench.Cannot{Cell: cell("b"), Reason: "it has no capacity"}, bench.Cannot{Cell: alone, Reason: "it is too small"})
	require.Len(t, groups, 2)
	require.Len(t, groups[0].Summaries, 1)
	require.Equal(t, "b", groups[0].Cannot[0].Backend)
	require.Equal(t, "w, capacity 10, 2 goroutines", groups[1].String())
	require.Empty(t, groups[1].Summaries)
	require.Equal(t, "it is too small", groups[1].Cannot[0].Reason)
	for _, g := range groups {
		require.Empty(t, g.Verdict(), "there are not two to compare")
	}
}

// TestMixThatNoBackendAchieved: whatever the backend, a mix other than the one asked
// for is no result.
func TestMixThatNoBackendAchieved(t *testing.T) {
	for _, b := range bench.Larder() {
		for _, off := range []float64{0, 0.02} {
			work := func() (bench.Work, error) {
				w, err := bench.Synthesize(spec(t, 100), 1, 10_000)
				for i := range int(off * float64(len(w.Stream.Ops))) {
					w.Stream.Ops[i].Kind = 1 // a Set, and Gets alone are asked for
				}
				return w, err
			}
			r, err := run(t, plan(work, b))
			if off == 0 {
				require.NoError(t, err, b.Name)
				require.Zero(t, r.rows[0].WritePercent())
				continue
			}
			require.ErrorIs(t, err, bench.ErrInvalid, b.Name)
			require.ErrorContains(t, err, "98.0 % of the 10000 operations were a get instead of 100.0 %", b.Name)
			require.Empty(t, r.rows)
		}
	}
}
