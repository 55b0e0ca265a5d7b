package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"
)

// Latencies is what a sample of Latency tells: times of operations at a rate that
// does not depend on how long they take.
type Latencies struct {
	Latency Spectrum // from when each operation was due to its end
	Service Spectrum // from the beginning of the call to its end
	Idle    Spectrum // as Latency, of a loop that does nothing
	Clock   Quantiles

	Tries  int // passes until one was on time; see mostTries
	Due    int // operations that were due; the Tally has those that were begun
	Late   int // of them, begun more than the slack after an ideal loop would have begun them, or not begun
	Held   int // those that an ideal loop would have begun so late: another was under way
	Missed int // those that were not begun at all, and due by more than the loop's patience while another was under way

	// The spectra of Latency and Service in the text format of HdrHistogram.
	LatencyText, ServiceText string
}

// Spectrum is a distribution of times: one for each of SpectrumPoints.
type Spectrum []time.Duration

// SpectrumPoints are the names and the shares of the points of a Spectrum: so many
// in a million are not longer.
var SpectrumPoints = []struct {
	Name       string
	Millionths uint64
}{
	{"p50", 500_000}, {"p75", 750_000}, {"p90", 900_000}, {"p95", 950_000}, {"p99", 990_000}, {"p99.5", 995_000},
	{"p99.9", 999_000}, {"p99.95", 999_500}, {"p99.99", 999_900}, {"max", 1_000_000},
}

func (h *histogram) points() (s Spectrum) {
	for _, p := range SpectrumPoints {
		s = append(s, h.quantile(p.Millionths))
	}
	return s
}

// latencies measures an open loop of the operations, and the same loop without them.
// That one is the control: what it shows is not the cache's.
func (s *sampler[K]) latencies(ctx context.Context) (o Outcome, err error) {
	cache, err := s.open(s.cell.setup)
	if err != nil {
		return o, err
	}
	defer cache.Close()
	if err := s.fill(ctx, cache); err != nil {
		return o, err
	}
	runtime.GC()
	l := &o.Latencies
	l.Clock = clock()
	control, err := s.openly(cache, s.plan.Duration).run(ctx, false)
	if err != nil {
		return o, err
	}
	l.Idle = control.latency.points()

	if err := s.warmUpOpenly(ctx, cache); err != nil {
		return o, err
	}
	for {
		before, _ := counts(cache)
		main, err := s.openly(cache, s.plan.Duration).run(ctx, true)
		if err != nil {
			return o, err
		}
		o.Tally, o.Elapsed = main.tally, main.elapsed
		l.Tries++
		l.Latency, l.Service = main.latency.points(), main.calls.points()
		l.LatencyText, l.ServiceText = main.latency.spectrum(), main.calls.spectrum()
		l.Due, l.Late, l.Held, l.Missed = main.due, main.late, main.held, main.missed
		err = s.cell.checkLatencies(o.Latencies, s.plan.Slack)
		if errors.Is(err, errLate) && l.Tries < mostTries {
			continue
		}
		if err != nil {
			return o, err
		}
		return o, s.conclude(&o, cache, before)
	}
}

// mostTries is how often a pass is run whose loop was late. Who is to blame for that is
// not known: other programs as a rule, but the collector and goroutines of the cache as
// well. So to try again may choose a quieter pass, and Tries is told beside the figures.
const mostTries = 3

// errLate is wrapped where the loop was late, beside ErrInvalid.
var errLate = errors.New("the loop was late")

// lateError is an invalid measurement that may be tried again.
type lateError struct{ text string }

// Error returns the text, which begins as that of ErrInvalid.
func (e lateError) Error() string { return e.text }

// Unwrap returns ErrInvalid and errLate.
func (e lateError) Unwrap() []error { return []error{ErrInvalid, errLate} }

// warmUpOpenly runs what is not measured: as warmUp does, but a cache that is not
// bounded has the rate that is to come.
func (s *sampler[K]) warmUpOpenly(ctx context.Context, cache Cache[K]) error {
	if s.cell.setup.Capacity > 0 {
		return s.warmUp(ctx, cache)
	}
	_, err := s.openly(cache, s.plan.Duration/10).run(ctx, true)
	return err
}

// mostLate is the share in percent of the operations that may be late, or missed,
// before a sample tells of the machine, or of an endless queue.
const mostLate = 1

// checkLatencies returns an error that wraps ErrInvalid where the operations were
// not begun as they should have been: their latencies would not be the cache's.
func (c Cell) checkLatencies(l Latencies, slack time.Duration) error {
	if missed := percent(l.Missed, l.Due); missed > mostLate {
		return fmt.Errorf("%w: overloaded: of the %d operations that were due, %.3g %% were not begun at the end: the queue only grows. %s cannot keep a rate of %d here: lower -rate, or give more -goroutines if there are processors for them",
			ErrInvalid, l.Due, missed, c.Backend, c.Rate)
	}
	if late := percent(l.Late, l.Due); late > mostLate {
		return lateError{fmt.Sprintf("%v: the loop began %.3g %% of the operations more than %v late, and %d %% is the most: something else had its processor, another program or the collector and goroutines of the backend. Lower -rate or -goroutines, or measure where nothing else runs",
			ErrInvalid, late, slack, mostLate)}
	}
	return nil
}
