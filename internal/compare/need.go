package compare

import "math"

// needed returns about how many samples a side would decide a row that is undecided,
// one of so many that are tested: an interval becomes narrower with the root of their
// number. It is at least so many that the test can be sure at all.
func (j *jury) needed(r Row, e evidence, tested int) int {
	if r.Better == 0 {
		return 0
	}
	each := j.o.Alpha / float64(max(tested, 1))
	n := 2 / (1/float64(e.n) + 1/float64(e.m))
	worse, lo, hi := r.Worse(), e.lo-1, e.hi-1
	if r.Better > 0 {
		lo, hi = -hi, -lo
	}
	z := zOf(j.o.Alpha)
	if !e.bounded {
		z = zOf(leastP(e.n, e.m)) // of what was seen from end to end
	}
	least := max(reach(each), min(e.n, e.m)+1)
	if z <= 0 {
		return least // of one sample a side nothing follows
	}
	var by float64
	if worse > r.MinEffect {
		by = (worse - lo) * zOf(each) / (z * worse)
	} else {
		by = (hi - worse) * zOf(j.o.Alpha) / (z * (r.MinEffect - worse))
	}
	want := n * by * by
	if !(want < ManySamples) { // also NaN, of infinite ratios
		return ManySamples
	}
	return max(least, int(math.Ceil(want)))
}

// reach returns the least number of samples a side with which the two-sided test can
// have a p-value of at most p.
func reach(p float64) int {
	for n := 1; n < ManySamples; n++ {
		if leastP(n, n) <= p {
			return n
		}
	}
	return ManySamples
}

// leastP returns the smallest p-value of the two-sided test: all samples of one side
// above those of the other, in one of the two ways of C(n+m, n).
func leastP(n, m int) float64 {
	p := 2.0
	for i := 1; i <= n; i++ {
		p *= float64(i) / float64(m+i)
	}
	return min(p, 1)
}
