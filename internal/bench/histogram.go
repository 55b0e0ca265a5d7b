package bench

import (
	"math/bits"
	"time"
)

const (
	exactBits = 11 // times below 2^11 ns are counted to the nanosecond
	timeBits  = 48 // longer ones than 2^48 ns, three days, count as that

	// From exactBits on each doubling has half as many counters, so that a
	// counter is at most a 1024th of its times wide.
	halfExact = 1 << (exactBits - 1)
	counters  = (timeBits - exactBits + 2) * halfExact
)

// histogram counts times. A reader has tens of millions in a few seconds: kept
// one by one they would need more memory than the cache, and push it out of the
// processor's. The zero value is empty. Not safe for concurrent use.
type histogram struct {
	counts [counters]uint64
	total  uint64
	most   time.Duration
}

// record counts a time. Negative ones count as 0.
func (h *histogram) record(d time.Duration) {
	d = min(max(d, 0), 1<<timeBits-1)
	h.counts[counterOf(uint64(d))]++
	h.total++
	h.most = max(h.most, d)
}

// add counts all that other has counted.
func (h *histogram) add(other *histogram) {
	for i, n := range other.counts {
		h.counts[i] += n
	}
	h.total += other.total
	h.most = max(h.most, other.most)
}

func counterOf(ns uint64) int {
	shift := max(bits.Len64(ns)-exactBits, 0)
	return shift*halfExact + int(ns>>shift)
}

// longest returns the longest time that a counter counts.
func longest(counter int) time.Duration {
	shift := max(counter/halfExact-1, 0)
	return time.Duration((counter-shift*halfExact+1)<<shift - 1)
}

// quantile returns the least time that is not exceeded by so many in a million of
// what was recorded, and up to a thousandth more; 0 where there is nothing.
func (h *histogram) quantile(millionths uint64) time.Duration {
	rank := (h.total*millionths + 999_999) / 1_000_000 // from 1
	var seen uint64
	for i, n := range h.counts {
		if seen += n; n > 0 && seen >= rank {
			return min(longest(i), h.most)
		}
	}
	return 0
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
