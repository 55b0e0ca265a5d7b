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

// ticking is a clock that goes on by a tenth of a microsecond each time it is read.
type ticking struct{ at time.Duration }

func (c *ticking) now() time.Duration {
	c.at += 100 * time.Nanosecond
	return c.at
}

// TestOmissionIsNotCoordinated: one operation of a thousand takes a hundred times as
// long as they are apart. It alone has a long call; all that came meanwhile have a
// long latency, and the loop is not to blame for it.
func TestOmissionIsNotCoordinated(t *testing.T) {
	const rate, stall = 10_000, 10 * time.Millisecond
	c := new(ticking)
	l := bench.NewOpenLoop(rate, 100*time.Millisecond).With(c.now, 100*time.Microsecond)
	times := 0
	require.NoError(t, l.Run(func() error {
		if times++; times == 500 {
			c.at += stall
		}
		return nil
	}))
	require.Equal(t, 1000, l.Due())
	require.Equal(t, 1000, l.Begun())
	calls, latencies := l.Over(time.Millisecond)
	require.Equal(t, 1, calls)
	// The k-th after it waits for 10 ms less k tenths, and half a microsecond for each before it.
	require.InDelta(t, 93, latencies, 3)
	require.InDelta(t, 99, l.Held(), 5)
	require.Zero(t, l.Late())
	require.Zero(t, l.Missed())
}

// TestLateStarts: the processor is taken from the loop while it waits. No call is
// long, and what it shows is not of what was called.
func TestLateStarts(t *testing.T) {
	const rate = 10_000
	c := new(ticking)
	reads := 0
	now := func() time.Duration {
		if reads++; reads == 50_000 {
			c.at += 10 * time.Millisecond
		}
		return c.now()
	}
	l := bench.NewOpenLoop(rate, 100*time.Millisecond).With(now, 100*time.Microsecond)
	require.NoError(t, l.Run(func() error { return nil }))
	calls, latencies := l.Over(time.Millisecond)
	require.Zero(t, calls)
	require.InDelta(t, 93, latencies, 3)
	require.InDelta(t, 99, l.Late(), 5)
	require.Zero(t, l.Held())
}

// TestOperationsThatAreNotBegun: what is due by less than the slack at the end is as
// with every loop that ends; what is due by more is missed.
func TestOperationsThatAreNotBegun(t *testing.T) {
	c := new(ticking)
	l := bench.NewOpenLoop(1000, 100*time.Millisecond).With(c.now, 10*time.Millisecond)
	require.NoError(t, l.Run(func() error {
		c.at += 2 * time.Millisecond
		return nil
	}))
	require.Equal(t, 100, l.Due())
	require.InDelta(t, 50, l.Begun(), 1)
	require.InDelta(t, 40, l.Missed(), 2, "those of the last 10 ms are not")
	require.Zero(t, l.Late(), "the loop is not to blame")
}

// TestALoopThatIsKeptFromItsEnd: it had no processor when the last were due.
func TestALoopThatIsKeptFromItsEnd(t *testing.T) {
	c := new(ticking)
	now := func() time.Duration {
		if c.at > 60*time.Millisecond && c.at < 100*time.Millisecond {
			c.at += time.Second
		}
		return c.now()
	}
	l := bench.NewOpenLoop(1000, 100*time.Millisecond).With(now, 10*time.Millisecond)
	require.NoError(t, l.Run(func() error { return nil }))
	require.Equal(t, 100, l.Due())
	require.InDelta(t, 61, l.Begun(), 1)
	require.InDelta(t, 39, l.Late(), 1)
	require.Zero(t, l.Missed(), "nothing was under way")
}

// TestSpectrum: the text has the columns of the plotters, up to the whole.
func TestSpectrum(t *testing.T) {
	text := bench.SpectrumOf(1000, 2000, 3000, 4000)
	require.Regexp(t, `^ +Value\s+Percentile\s+TotalCount\s+1/\(1-Percentile\)\n\n`, text)
	require.Regexp(t, `\n +2000\.000 +0\.5\d* +2 +2\.00\n`, text)
	require.Regexp(t, `\n +4001\.000 +1\.0+ +4 +inf\n`, text)
	require.Contains(t, text, "#[Mean ")
}
