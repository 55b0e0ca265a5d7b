package report

import (
	"fmt"
	"math"
	"slices"

	"golang.org/x/perf/benchmath"
)

// confidence is that of the intervals.
const confidence = 0.95

// estimate is what samples tell of a quantity: their median, and an interval around
// it.
type estimate struct {
	mid, lo, hi float64
	samples     int
}

// estimated returns the median with its confidence interval, which supposes nothing of
// how samples are distributed. Fewer than six have none: then it is the least and the
// greatest of them.
func estimated(samples []float64) estimate {
	s := benchmath.NewSample(slices.Clone(samples), &benchmath.DefaultThresholds)
	summary := benchmath.AssumeNothing.Summary(s, confidence)
	e := estimate{summary.Center, summary.Lo, summary.Hi, len(samples)}
	if len(summary.Warnings) > 0 || math.IsInf(e.lo, 0) || math.IsInf(e.hi, 0) {
		e.lo, e.hi = slices.Min(samples), slices.Max(samples)
	}
	return e
}

// intervals says what the intervals are; charts and tables share it.
const intervals = "± is the 95 % confidence interval of the median, or with fewer than six samples the range of all of them."

// spread returns half the interval in percent of the median, "" where there is none.
func (e estimate) spread() string {
	if e.samples < 2 || e.mid == 0 || e.lo == e.hi {
		return ""
	}
	percent := 100 * max(e.hi-e.mid, e.mid-e.lo) / math.Abs(e.mid)
	switch {
	case percent < 0.5:
		return "±<1 %"
	case percent > 100:
		return "±>100 %"
	}
	return fmt.Sprintf("±%.0f %%", percent)
}

// overlaps reports whether the samples do not tell which of two is more.
func (e estimate) overlaps(o estimate) bool { return e.lo <= o.hi && o.lo <= e.hi }

// inverse returns the estimate of k divided by the quantity.
func (e estimate) inverse(k float64) estimate {
	return estimate{k / e.mid, k / e.hi, k / e.lo, e.samples}
}
