package bench

import (
	"strings"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

const (
	// longestTime is the longest that is told apart, three days: longer ones count
	// as that.
	longestTime = 1<<48 - 1

	// digits that are kept of a time: those below 2,048 ns are counted to the
	// nanosecond, longer ones are up to a thousandth too long.
	significantDigits = 3

	// ticks of a spectrum are the lines for each halving of what is left to 100 %.
	ticks = 5
)

// histogram counts times. A reader has tens of millions in a few seconds: kept
// one by one they would need more memory than the cache, and push it out of the
// processor's. The zero value is empty. Not safe for concurrent use.
type histogram struct {
	counts *hdrhistogram.Histogram // nil before the first
	most   time.Duration           // exactly
}

// init makes room, so that the first record need not.
func (h *histogram) init() {
	if h.counts == nil {
		h.counts = hdrhistogram.New(1, longestTime, significantDigits)
	}
}

// record counts a time. Negative ones count as 0.
func (h *histogram) record(d time.Duration) {
	h.init()
	d = min(max(d, 0), longestTime)
	_ = h.counts.RecordValue(int64(d)) // it is in the range
	h.most = max(h.most, d)
}

// total returns how many times were counted.
func (h *histogram) total() uint64 {
	if h.counts == nil {
		return 0
	}
	return uint64(h.counts.TotalCount())
}

// add counts all that other has counted.
func (h *histogram) add(other *histogram) {
	if other.counts == nil {
		return
	}
	h.init()
	h.counts.Merge(other.counts)
	h.most = max(h.most, other.most)
}

// quantile returns the least time that is not exceeded by so many in a million of
// what was recorded, and up to a thousandth more; 0 where there is nothing.
func (h *histogram) quantile(millionths uint64) time.Duration {
	total := h.total()
	if total == 0 {
		return 0
	}
	// The library rounds the rank; rounded up, what is said of so many is true of
	// them. A share that is the rank exactly leaves it nothing to round.
	rank := (total*millionths + 999_999) / 1_000_000
	return min(time.Duration(h.counts.ValueAtPercentile(100*float64(rank)/float64(total))), h.most)
}

// spectrum returns the distribution in nanoseconds as the plotters of HdrHistogram
// read it: lines of value, percentile, count and 1/(1-percentile).
func (h *histogram) spectrum() string {
	h.init()
	var b strings.Builder
	_, _ = h.counts.PercentilesPrint(&b, ticks, 1) // a Builder takes everything
	return b.String()
}

// Quantiles sums times up. Those above 2 µs are up to a thousandth too long; Max
// is exact.
type Quantiles struct {
	P50, P99, P999 time.Duration // half, 99 % and 99.9 % are not longer
	Max            time.Duration
}

func (h *histogram) quantiles() Quantiles {
	return Quantiles{P50: h.quantile(500_000), P99: h.quantile(990_000), P999: h.quantile(999_000), Max: h.most}
}
