package bench_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
)

// TestOpenLoop: one operation takes as long as ten are apart, and those that wait
// behind it are late. A closed loop would show one late operation.
func TestOpenLoop(t *testing.T) {
	const rate, held = 1000, 10 * time.Millisecond
	times := 0
	l := bench.NewOpenLoop(rate, 50*time.Millisecond)
	err := l.Run(func() error {
		if times++; times == 1 {
			for begin := time.Now(); time.Since(begin) < held; {
			}
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 50, l.Due())
	require.Equal(t, times, l.Begun())
	require.GreaterOrEqual(t, l.Calls(1), held)
	require.GreaterOrEqual(t, l.Latency(1), held)
	// The k-th after it was due k ms later and waited for what was left.
	for k := range 9 {
		require.GreaterOrEqual(t, l.Latency(1-float64(k)/50), held-time.Duration(k)*time.Millisecond)
	}
}

// TestOpenLoopThatCannotKeepUp: what was not begun counts too.
func TestOpenLoopThatCannotKeepUp(t *testing.T) {
	const duration = 5 * time.Millisecond
	l := bench.NewOpenLoop(100_000, duration)
	require.NoError(t, l.Run(func() error {
		for begin := time.Now(); time.Since(begin) < duration; {
		}
		return nil
	}))
	require.Equal(t, 500, l.Due())
	require.Equal(t, 1, l.Begun(), "the first lasts to the end")
	require.GreaterOrEqual(t, l.Latency(0.5), duration/2-duration/100, "half of them were due in the first half")
}

func TestOpenLoopEndsWithAnError(t *testing.T) {
	l := bench.NewOpenLoop(1000, time.Hour)
	broken := errors.New("broken")
	require.ErrorIs(t, l.Run(func() error { return broken }), broken)
	require.Zero(t, l.Begun())
}

// TestHistogram compares with sorting, for times of all lengths.
func TestHistogram(t *testing.T) {
	var times []time.Duration
	for d := time.Duration(1); d < 1<<45; d += d/700 + 1 {
		times = append(times, d)
	}
	q := bench.QuantilesOf(times...)
	for share, got := range map[float64]time.Duration{0.5: q.P50, 0.99: q.P99, 0.999: q.P999} {
		want := times[int(share*float64(len(times))+0.9999)-1]
		require.GreaterOrEqual(t, got, want)
		require.LessOrEqual(t, got, want+want/1000, "a thousandth more")
	}
	require.Equal(t, times[len(times)-1], q.Max)
}

func TestHistogramOfShortTimesIsExact(t *testing.T) {
	for d := range time.Duration(2048) {
		require.Equal(t, d, bench.QuantilesOf(d, d, 5000).P50)
	}
	require.Equal(t, bench.Quantiles{}, bench.QuantilesOf(), "nothing")
	require.Equal(t, bench.Quantiles{P99: 7, P999: 7, Max: 7}, bench.QuantilesOf(-5, 7), "the clock of a process never steps back")
	require.Equal(t, time.Duration(1<<48-1), bench.QuantilesOf(1<<62).P50, "longer than it tells")
}
