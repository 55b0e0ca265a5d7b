package bench_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
)

// stampeded returns a sample of a thousand goroutines, a second and a hundred calls.
func stampeded(t *testing.T, name string, loads int, p99 time.Duration, stale int) bench.StampedeRow {
	var r bench.StampedeRow
	r.Protection, r.Goroutines, r.Latency, r.Errors = protection(t, name), 1000, 50*time.Millisecond, 0.3
	r.Elapsed, r.TTL, r.Due, r.Begun, r.Stale, r.Loads = time.Second, time.Second, 100, 100, stale, loads
	r.Wait.P99 = p99
	return r
}

func TestStampedeSummaries(t *testing.T) {
	other := stampeded(t, "none", 1, 1, 0)
	other.Goroutines = 1
	groups := bench.SummarizeStampede([]bench.StampedeRow{
		stampeded(t, "never", 0, time.Millisecond, 0), stampeded(t, "none", 900, 60*time.Millisecond, 0),
		stampeded(t, "swr", 1, 2*time.Millisecond, 20), stampeded(t, "none", 1000, 70*time.Millisecond, 0), other,
	})
	require.Len(t, groups, 2)
	require.Empty(t, groups[1].Verdict())
	require.Equal(t, "1 goroutine, a load takes 50ms, 30 % fail", groups[1].String())
	var order []string
	for _, s := range groups[0].Summaries {
		order = append(order, s.Protection.Name)
	}
	require.Equal(t, []string{"swr", "none", "never"}, order)
	require.Equal(t, 950.0, groups[0].Summaries[1].ByUnit["loads/expiry"], "the median")
}

func TestStampedeVerdicts(t *testing.T) {
	const ms = time.Millisecond
	for name, x := range map[string]struct {
		rows []bench.StampedeRow
		want string
	}{
		"BestAndWorst": {[]bench.StampedeRow{
			stampeded(t, "none", 950, 65*ms, 0), stampeded(t, "loader", 5, 50*ms, 0), stampeded(t, "swr", 1, 2*ms, 20), stampeded(t, "never", 0, ms, 0),
		}, "loads per TTL are 950 with none and 1 with swr. " +
			"99 % of the calls wait no longer than 2 ms with swr, and 65 ms with none; 20 % of those with swr get a value past its TTL."},
		"TiesAtBothEnds": {[]bench.StampedeRow{
			stampeded(t, "none", 9, 65*ms, 0), stampeded(t, "loader", 9, 65*ms+1, 0), stampeded(t, "swr", 1, 2*ms, 20), stampeded(t, "sie", 1, 2*ms, 10),
		}, "loads per TTL are 9 with none and loader and 1 with swr and sie. 99 % of the calls wait no longer than 2 ms with swr and sie, " +
			"and 65 ms with none and loader; 20 % of those with swr and 10 % of those with sie get a value past its TTL."},
		"AllAlike": {[]bench.StampedeRow{
			stampeded(t, "early", 1, 2*ms, 0), stampeded(t, "xfetch", 1, 2*ms, 0),
		}, "loads per TTL are 1 with each. 99 % of the calls wait no longer than 2 ms with each."},
		"NoneAboveTheFloor": {[]bench.StampedeRow{
			stampeded(t, "early", 2, 2*ms, 0), stampeded(t, "swr", 1, 3*ms, 20), stampeded(t, "never", 0, 3*ms, 0),
		}, "loads per TTL are 2 with early and 1 with swr. No protection makes anybody wait longer than the machine itself does: " +
			"for 99 % of the calls that is up to 3 ms with never, and differences below it are noise; 20 % of those with swr get a value past its TTL."},
		"SomeAboveTheFloor": {[]bench.StampedeRow{
			stampeded(t, "loader", 1, 50*ms, 0), stampeded(t, "none", 1, 65*ms, 0), stampeded(t, "early", 1, 2*ms, 0), stampeded(t, "swr", 1, 3*ms, 20),
			stampeded(t, "never", 0, 4*ms, 0),
		}, "loads per TTL are 1 with each. 99 % of the calls with early and swr wait no longer than the machine itself makes them (4 ms with never), " +
			"and 65 ms with none; 20 % of those with swr get a value past its TTL."},
		"OneAndTheFloor": {[]bench.StampedeRow{stampeded(t, "none", 1, ms, 0), stampeded(t, "never", 0, ms, 0)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			groups := bench.SummarizeStampede(x.rows)
			require.Len(t, groups, 1)
			want := x.want
			if want != "" {
				want = "1000 goroutines, a load takes 50ms, 30 % fail: " + want
			}
			require.Equal(t, want, groups[0].Verdict())
		})
	}
}
