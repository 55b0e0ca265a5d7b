package bench_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
)

// anyDelay is a slack with which no machine is too busy.
const anyDelay = time.Hour

// latency measures Gets that are due at a rate.
func latency(t *testing.T, rate int, d, slack time.Duration, backends ...bench.Backend) (*recorder, error) {
	t.Helper()
	p := plan(synthetic(t, spec(t, 100)), backends...)
	p.Subject, p.Ops = bench.Latency, 0
	p.Rates, p.Arrivals, p.Duration, p.Slack = []int{rate}, bench.Constant, d, slack
	return run(t, p)
}

// spin takes a time.
func spin(d time.Duration) {
	for begin := time.Now(); time.Since(begin) < d; {
	}
}

// pausing is a backend of which one Get takes long, once it is measured.
func pausing(d time.Duration) bench.Backend {
	b, _ := backend("pausing", func(f *fake) {
		gets := 0
		f.get = func(f *fake, key string) ([]byte, bool) {
			f.calls = nil
			// A tenth of 100 is not measured.
			if gets++; gets == 50 {
				spin(d)
			}
			v, ok := f.m[key]
			return v, ok
		}
	})
	return b
}

// TestAStallShowsInLatency of all that were due meanwhile.
func TestAStallShowsInLatency(t *testing.T) {
	const stall = 20 * time.Millisecond
	r, err := latency(t, 1000, 200*time.Millisecond, anyDelay, pausing(stall))
	require.NoError(t, err)
	l := r.rows[0].Latencies
	require.Equal(t, 200, l.Due)
	require.Len(t, l.Latency, len(bench.SpectrumPoints))
	require.GreaterOrEqual(t, l.Latency[len(l.Latency)-1], stall)
	require.GreaterOrEqual(t, l.Service[len(l.Service)-1], stall)
	// Of 200 five are not shorter than the 195th: those that were due in the first
	// milliseconds of the stall waited for what was left of it.
	const p95 = 3
	require.Equal(t, "p95", bench.SpectrumPoints[p95].Name)
	require.GreaterOrEqual(t, l.Latency[p95], stall-12*time.Millisecond)
}

func TestLatencyOfLarder(t *testing.T) {
	p := plan(synthetic(t, spec(t, 100)), bench.Larder()...)
	p.Subject, p.Ops, p.Goroutines = bench.Latency, 0, []int{1, 3}
	p.Rates, p.Duration, p.Slack = []int{10_000}, 20*time.Millisecond, anyDelay
	p.Capacities = []bench.Capacity{{}, {Entries: 40}}
	r, err := run(t, p)
	require.NoError(t, err)
	for _, row := range r.rows {
		require.Regexp(t, `^Latency/wl=small/backend=[a-z-]+/cap=(0|40)/rate=10000/goroutines=[13]-\d+$`, row.Name())
		require.NotZero(t, row.Latencies.Due, row.Name())
		require.LessOrEqual(t, row.Ops(), uint64(row.Latencies.Due), row.Name())
		require.Contains(t, row.Latencies.LatencyText, "TotalCount")
	}
	require.Len(t, r.rows, p.Steps()-len(r.skipped))
}

// TestInvalidLatencies: what the machine or an endless queue has spoilt is no
// measurement.
func TestInvalidLatencies(t *testing.T) {
	slow, _ := backend("slow", func(f *fake) {
		f.get = func(f *fake, key string) ([]byte, bool) {
			f.calls = nil
			spin(time.Millisecond)
			v, ok := f.m[key]
			return v, ok
		}
	})
	breaking, _ := backend("breaking", func(f *fake) {
		f.get = func(*fake, string) ([]byte, bool) { panic("too much") }
	})
	good, _ := backend("good", nil)
	for _, c := range []struct {
		name    string
		backend bench.Backend
		rate    int
		slack   time.Duration
		want    string
	}{
		{"Overloaded", slow, 100_000, time.Millisecond, "overloaded: of the 2000 operations that were due, "},
		{"OverloadedWithSlack", slow, 100_000, anyDelay, "overloaded: of the 2000 operations that were due, "},
		{"Late", good, 1000, 1, "% of the operations more than 1ns late, and 1 % is the most: something else had its processor, another program or the collector"},
		{"Panic", breaking, 1000, anyDelay, "it panicked: too much"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := latency(t, c.rate, 20*time.Millisecond, c.slack, c.backend)
			require.ErrorIs(t, err, bench.ErrInvalid)
			require.ErrorContains(t, err, "backend "+c.backend.Name+" on small: ")
			require.ErrorContains(t, err, c.want)
			require.Empty(t, r.rows)
		})
	}
}

// TestOneOverloadedBackendIsNotAll: the others are measured at the rate that it cannot keep.
func TestOneOverloadedBackendIsNotAll(t *testing.T) {
	slow, _ := backend("slow", func(f *fake) {
		f.get = func(f *fake, key string) ([]byte, bool) {
			f.calls = nil
			spin(20 * time.Millisecond)
			v, ok := f.m[key]
			return v, ok
		}
	})
	good, _ := backend("good", nil)
	p := plan(synthetic(t, spec(t, 100)), slow, good)
	p.Subject, p.Ops, p.Samples = bench.Latency, 0, 2
	p.Rates, p.Duration, p.Slack = []int{1000}, 50*time.Millisecond, 5*time.Millisecond
	r, err := run(t, p)
	var unfit *bench.UnfitError
	require.ErrorAs(t, err, &unfit)
	require.ErrorIs(t, err, bench.ErrInvalid)
	require.Equal(t, 1, strings.Count(err.Error(), "backend slow on small: "), "once, and no second sample")
	require.NotEmpty(t, r.skipped)
	require.True(t, strings.HasPrefix(r.skipped[0], "slow: it was not measured validly: overloaded: "), r.skipped[0])
	require.True(t, len(r.rows) == p.Samples || strings.Contains(err.Error(), "backend good on small: "), "unless the machine was busy")
}

func TestUnitsOfLatency(t *testing.T) {
	b, _ := backend("b", nil)
	p := plan(synthetic(t, spec(t, 100)), b)
	p.Subject, p.Ops, p.Rates, p.Duration, p.Slack = bench.Latency, 0, []int{1000, 5000}, 10*time.Millisecond, anyDelay
	text := written(t, p)
	results, _ := parsed(t, text)
	require.Len(t, results, 2)
	for _, u := range bench.Latency.Units() {
		require.Regexp(t, " "+u.Name+"[ \n]", text)
	}
	require.Len(t, results[0].Values, len(bench.Latency.Units()))
	require.Contains(t, text, "Unit p99.9-ns better=lower\n")
	require.NotContains(t, text, "Unit idle-p99.9-ns")
	groups := bench.Summarize(rowsOfPlan(t, p))
	require.Len(t, groups, 2, "rates are not compared")
	require.Equal(t, "small, 1 goroutine, 1000 ops/s, poisson arrivals", groups[0].String())
	require.Empty(t, groups[0].Verdict())
}

// rowsOfPlan returns the rows of a plan.
func rowsOfPlan(t *testing.T, p bench.Plan) []bench.Row {
	t.Helper()
	r, err := run(t, p)
	require.NoError(t, err)
	return r.rows
}

// TestCancelEndsLatencies, while nothing is due for long.
func TestCancelEndsLatencies(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	b, _ := backend("b", func(f *fake) {
		f.set = func(f *fake, key string, v []byte, _ time.Duration) error {
			f.m[key] = v
			if len(f.m) == 50 {
				time.AfterFunc(time.Millisecond, cancel)
			}
			return nil
		}
	})
	p := plan(synthetic(t, spec(t, 100)), b)
	p.Subject, p.Ops, p.Rates, p.Duration = bench.Latency, 0, []int{1}, time.Hour
	r := new(recorder)
	require.ErrorIs(t, p.Run(ctx, r), context.Canceled)
	require.Empty(t, r.rows)
}
