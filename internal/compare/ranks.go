package compare

import (
	"errors"
	"math"
	"slices"
	"sort"

	"github.com/aclements/go-moremath/stats"
)

// evidence is what the samples of two sides say of how they differ.
type evidence struct {
	n, m     int     // samples
	p        float64 // of the two-sided test by Mann and Whitney
	constant bool    // all samples of both sides are one value: there is nothing to test

	ratio   float64 // of new to old
	lo, hi  float64 // its confidence interval, or else all that was seen
	bounded bool    // there are enough samples for a confidence interval
}

// ranks weighs evidence by what is larger than what alone, whatever the samples are
// distributed like.
type ranks struct {
	alpha    float64
	critical map[[2]int]int64 // by the numbers of samples
}

func newRanks(alpha float64) *ranks {
	return &ranks{alpha: alpha, critical: make(map[[2]int]int64)}
}

// weigh compares samples, none of which is below 0.
//
// The ratio is the median of the ratios of each new sample to each old one, and the
// interval reaches from the c-th smallest of them to the c-th largest: the estimate
// and the interval that belong to the test by Mann and Whitney, for a change by a
// factor, whatever the distribution (Hodges and Lehmann 1963, "Estimates of location
// based on rank tests"; the interval after Moses, as in Hollander, Wolfe and Chicken,
// "Nonparametric Statistical Methods", section 4.3).
func (r *ranks) weigh(old, new []float64) evidence {
	e := evidence{n: len(old), m: len(new)}
	e.p = mannWhitney(old, new)
	q := newRatios(old, new)
	e.constant = q.old[0] == q.old[e.n-1] && q.new[0] == q.new[e.m-1] && q.old[0] == q.new[0]
	all := int64(e.n) * int64(e.m)
	e.ratio = middle(q.smallest((all+1)/2), q.smallest(all/2+1))
	c := r.rank(e.n, e.m)
	e.bounded = c > 0
	c = max(c, 1)
	e.lo, e.hi = q.smallest(c), q.smallest(all+1-c)
	return e
}

// exactly is the largest number of samples a side for which the distribution of U is
// computed; above it is close to the normal one. It is that of package stats.
const exactly = 50

// rank returns the largest c for which U is below c with a chance of alpha/2 at most
// where nothing differs: 0 if there is none.
func (r *ranks) rank(n, m int) int64 {
	key := [2]int{min(n, m), max(n, m)}
	if c, ok := r.critical[key]; ok {
		return c
	}
	c := r.compute(key[0], key[1])
	r.critical[key] = c
	return c
}

func (r *ranks) compute(n, m int) int64 {
	if m <= exactly {
		u := stats.UDist{N1: n, N2: m}
		return int64(sort.Search(n*m/2, func(below int) bool { return u.CDF(float64(below)) > r.alpha/2 }))
	}
	a, b := float64(n), float64(m)
	deviation := math.Sqrt(a * b * (a + b + 1) / 12)
	return max(0, int64(math.Floor(a*b/2+0.5-zOf(r.alpha)*deviation)))
}

// zOf returns how many standard deviations from the middle of a normal distribution
// one is with a chance of p, on both sides together.
func zOf(p float64) float64 { return -stats.StdNormal.InvCDF(p / 2) }

// mannWhitney returns the p-value of the two-sided test. Mann and Whitney 1947, "On a
// test of whether one of two random variables is stochastically larger than the
// other"; with ties after Klotz 1966.
func mannWhitney(a, b []float64) float64 {
	t, err := stats.MannWhitneyUTest(a, b, stats.LocationDiffers)
	if err == nil && t.U > float64(len(a)*len(b))/2 && len(a) != len(b) {
		// It takes the lower tail for both. With ties and sides of different size
		// they are not alike: turned round, the lower one is that which is meant.
		t, err = stats.MannWhitneyUTest(b, a, stats.LocationDiffers)
	}
	switch {
	case errors.Is(err, stats.ErrSamplesEqual):
		return 1
	case err != nil:
		return math.NaN() // no samples: there is no such row
	}
	return min(t.P, 1)
}

// middle returns the mean of two ratios, which may be infinite.
func middle(a, b float64) float64 {
	if a == b {
		return a
	}
	return a + (b-a)/2
}

// ratios are those of each new sample to each old one, without a list of them.
type ratios struct{ old, new []float64 } // in order

func newRatios(old, new []float64) ratios {
	return ratios{slices.Sorted(slices.Values(old)), slices.Sorted(slices.Values(new))}
}

// smallest returns the k-th smallest ratio, counted from 1. It bisects the values
// that a float64 can have, whose order is that of their bits: 63 times O(n+m).
func (q ratios) smallest(k int64) float64 {
	least, most := uint64(0), math.Float64bits(math.Inf(1))
	for least < most {
		half := least + (most-least)/2
		if q.upTo(math.Float64frombits(half)) >= k {
			most = half
		} else {
			least = half + 1
		}
	}
	return math.Float64frombits(least)
}

// upTo counts the ratios that are limit at most. Those of a larger new sample begin
// at an old one that is at least as large.
func (q ratios) upTo(limit float64) (count int64) {
	first := 0
	for _, n := range q.new {
		for first < len(q.old) && ratio(n, q.old[first]) > limit {
			first++
		}
		count += int64(len(q.old) - first)
	}
	return count
}

// ratio is 1 for two zeros: nothing has changed.
func ratio(new, old float64) float64 {
	if new == old {
		return 1
	}
	return new / old
}
