package bench_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

// larders returns some of larder's own backends.
func larders(t *testing.T, names ...string) (some []bench.Backend) {
	t.Helper()
	for _, name := range names {
		for _, b := range bench.Larder() {
			if b.Name == name {
				some = append(some, b)
			}
		}
	}
	require.Len(t, some, len(names))
	return some
}

func virtualPlan(t *testing.T, name string, s larder.Sweeper, backends ...string) bench.Plan {
	t.Helper()
	p := sweepPlan(t, name, larders(t, backends...)...)
	p.Subject, p.Sweepers, p.Step = bench.SweepTimes, []larder.Sweeper{s}, 10*ms
	return p
}

// TestVirtualTimeIsTheSameTwice: where nothing goes by hashes, as shards do.
func TestVirtualTimeIsTheSameTwice(t *testing.T) {
	for _, l := range bench.SweepLaws() {
		for _, s := range []larder.Sweeper{larder.SweepNone, larder.SweepFull} {
			p := virtualPlan(t, l.Name, s, "cow", "rwmutex", "syncmap")
			p.Duration = 300 * ms // beyond the first ticks
			once, err := run(t, p)
			require.NoError(t, err)
			again, err := run(t, p)
			require.NoError(t, err)
			require.Len(t, once.rows, 3)
			for i, row := range once.rows {
				require.Len(t, row.Steps, 31, "one in 10 ms, and one before them")
				require.Equal(t, row.Outcome, again.rows[i].Outcome, row.Name())
				require.Equal(t, once.rows[0].Steps, row.Steps, "%s: what is there depends on the strategy alone", row.Name())
				require.Equal(t, s == larder.SweepNone, row.Steps[30].Swept == 0, row.Name())
			}
		}
	}
}

// TestNobodySweeps: what the lab counts is what a cache without a sweeper keeps.
func TestNobodySweeps(t *testing.T) {
	steps := func(name string) []bench.SweepStep {
		r, err := run(t, virtualPlan(t, name, larder.SweepNone, "rwmutex"))
		require.NoError(t, err)
		return r.rows[0].Steps
	}
	const entries, bystanders = 200, 20
	burst := steps("ttl-burst")
	require.Equal(t, bench.SweepStep{Resident: entries + bystanders}, burst[0])
	require.Positive(t, burst[1].Overdue)
	require.Less(t, burst[1].Overdue, entries)
	for _, s := range burst[2:] {
		require.Equal(t, entries+bystanders, s.Resident)
		require.Equal(t, entries, s.Overdue, "all deadlines are within the first 20 ms")
		require.InDelta(t, s.At, s.Lag, float64(2*ms))
		require.Zero(t, s.Swept)
	}
	dead := steps("ttl-dead")
	for i, s := range dead {
		require.Equal(t, bystanders+20*i, s.Resident, "2,000 a second")
		require.Equal(t, 20*max(0, i-2), s.Overdue, "those that were set 20 ms before")
	}
	short := steps("ttl-short")
	require.Zero(t, dead[6].Lazy)
	require.Positive(t, short[6].Lazy, "Gets meet sessions that have ended")
	require.Less(t, short[6].Resident, dead[6].Resident)
}

// TestOneShardFarBehind: a tick that looks at so many entries needs so many ticks.
func TestOneShardFarBehind(t *testing.T) {
	p := virtualPlan(t, "ttl-burst", larder.SweepCursor, "rwmutex")
	p.SweepInterval, p.SweepLimit, p.Duration = 30*ms, 20, time.Second
	r, err := run(t, p)
	require.NoError(t, err)
	row := r.rows[0]
	peak := row.Peak()
	require.Equal(t, 220, peak.Resident)
	require.Equal(t, 200, peak.Overdue, "all had expired before the first tick")
	require.True(t, peak.Caught)
	require.Equal(t, 11*30*ms, peak.CaughtUp.Round(30*ms), "220 entries, 20 a tick")
	require.EqualValues(t, 200, row.Steps[len(row.Steps)-1].Swept)
	for _, s := range row.Steps {
		require.Equal(t, 220-int(s.Swept), s.Resident)
		require.LessOrEqual(t, s.Swept, uint64(20*(s.At/(30*ms))))
	}
}

func TestPeak(t *testing.T) {
	o := bench.Outcome{}
	require.Equal(t, bench.SweepPeak{}, o.Peak(), "nothing was overdue, so nobody has caught up")
	o.Steps = []bench.SweepStep{
		{At: 1, Resident: 9, Overdue: 3, Lag: 2, Told: 4}, {At: 2, Resident: 8}, {At: 3, Resident: 7, Overdue: 5, Lag: 6}, {At: 4, Resident: 1},
	}
	require.Equal(t, bench.SweepPeak{Resident: 9, Overdue: 5, Lag: 6, MeanOverdue: 2, CaughtUp: 4, Caught: true}, o.Peak())
	o.Steps = o.Steps[:3]
	require.False(t, o.Peak().Caught)
}

func TestStepsAreWritten(t *testing.T) {
	p := virtualPlan(t, "ttl-burst", larder.SweepFull, "syncmap")
	p.Step = 15 * ms
	text := written(t, p)
	results, units := parsed(t, text)
	require.Len(t, results, 5+1)
	steps, peak := results[:5], results[5]
	for i, r := range steps {
		require.Regexp(t, fmt.Sprintf(`^SweepTime/wl=ttl-burst/sweeper=full/backend=syncmap/t=0000.0%02ds-\d+$`, 15*i), string(r.Name))
		require.Len(t, r.Values, 7)
		require.Equal(t, 1, r.Iters)
	}
	require.Regexp(t, `^SweepTime/wl=ttl-burst/sweeper=full/backend=syncmap-\d+$`, string(peak.Name))
	require.Equal(t, -1, units.GetBetter("overdue"))
	require.Equal(t, 12, len(bench.SweepTimes.Units()))
	for _, u := range bench.SweepTimes.Units() {
		require.Contains(t, text, " "+u.Name)
	}
	p.Step = 20 * ms
	require.Contains(t, written(t, p), "/t=0000.02s-", "hundredths are enough")
}

func TestSummariesOfSweeps(t *testing.T) {
	p := virtualPlan(t, "ttl-burst", larder.SweepNone, "rwmutex", "syncmap")
	p.Sweepers = []larder.Sweeper{larder.SweepNone, larder.SweepFull}
	p.Duration = 300 * ms // beyond the first ticks
	r, err := run(t, p)
	require.NoError(t, err)
	groups := bench.Summarize(r.rows)
	require.Len(t, groups, 1, "sweepers are compared")
	require.Equal(t, "ttl-burst", groups[0].String())
	require.Empty(t, groups[0].Verdict())
	var labels []string
	for _, s := range groups[0].Summaries {
		labels = append(labels, s.Label())
	}
	require.Equal(t, "rwmutex full, syncmap full, rwmutex none, syncmap none", strings.Join(labels, ", "), "the fewest overdue first")
	_, caught := groups[0].Summaries[0].ByUnit["caught-up-s"]
	require.True(t, caught)
	_, caught = groups[0].Summaries[3].ByUnit["caught-up-s"]
	require.False(t, caught)
}
