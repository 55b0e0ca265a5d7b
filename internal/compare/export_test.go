package compare

// Weighed is what the ranks of samples say: the p-value, the ratio with its interval,
// and whether that is one.
func Weighed(old, new []float64, alpha float64) (p, ratio, lo, hi float64, bounded bool) {
	e := newRanks(alpha).weigh(old, new)
	return e.p, e.ratio, e.lo, e.hi, e.bounded
}

// Rank is how far from the end an interval begins.
func Rank(n, m int, alpha float64) int64 { return newRanks(alpha).rank(n, m) }

// Holm and Reach are what they are called.
var (
	Holm  = holm
	Reach = reach
)
