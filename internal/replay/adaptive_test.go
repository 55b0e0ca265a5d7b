//go:build !race

// One goroutine replays traces: the race detector would find nothing, in ten times the
// time.

package replay_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/replay"
)

// TestAdaptiveIsNeverTheBadChoice: on the smaller of those traces, at every size, the
// default is near the best of seven known policies, and on average as good.
func TestAdaptiveIsNeverTheBadChoice(t *testing.T) {
	const small = 200_000 // requests
	dir, rows, column := groundTruth(t)
	adaptive, err := replay.Named("adaptive")
	require.NoError(t, err)
	sum, n := 0.0, 0
	for name, rows := range rows {
		if requests, err := strconv.Atoi(rows[0][column["requests"]]); err != nil || requests > small {
			continue
		}
		tr := open(t, dir, name)
		for _, row := range rows {
			capacity := int(number(t, row[column["size"]]))
			if capacity < 16 { // of so few nobody can tell much
				continue
			}
			best := 0.0
			for _, policy := range []string{"lru", "fifo", "clock", "sieve", "s3fifo", "arc", "wtlfu"} {
				best = max(best, number(t, row[column[policy]]))
			}
			result, err := replay.Run(tr.Stream(), adaptive, replay.Limits{Capacity: capacity}, 0)
			require.NoError(t, err)
			require.Greater(t, result.Ratio(), best-2.5, "%s at %d", name, capacity)
			require.LessOrEqual(t, result.Ratio(), number(t, row[column[replay.Optimum]])+0.0006, "%s at %d", name, capacity)
			sum, n = sum+best-result.Ratio(), n+1
		}
	}
	require.Greater(t, n, 20, "rows")
	require.Less(t, sum/float64(n), 0.1, "points behind the best, on average")
}
