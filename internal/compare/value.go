package compare

import (
	"math"

	"github.com/aclements/go-moremath/stats"
)

// tolerance is how far two values may be apart and still be the same: the larger of
// a share of them and an amount.
type tolerance struct{ share, amount float64 }

// tolerances are those of what is allocated. The background allocates a little now
// and then, which makes some ten-thousandths of an allocation, or some hundredths of
// a byte, for each operation: that is nothing. A heap of entries is counted in pages, and
// when the maps of a full cache grow is chance: samples of one build differ by up to 2 %.
var tolerances = map[string]tolerance{
	"allocs/op":        {0, 0.005},
	"B/op":             {0.01, 1},
	"B/entry":          {0.03, 1},
	"overhead-B/entry": {0.03, 1},
}

// of returns how far b may be from a.
func (t tolerance) of(a, b float64) float64 {
	const rounding = 1e-9 // 0.5601-0.5551 is a little more than 0.005
	return max(t.amount, t.share*max(a, -a, b, -b)) * (1 + rounding)
}

// byValue judges a row whose sides have one value each, and returns false if one has
// not: values that differ by more than is tolerated, and by more than a tenth of what
// lies between the sides. The worst of one side is compared with the worst of the other.
func (r *Row) byValue(t tolerance) bool {
	apart := max(r.Old.Least-r.New.Most, r.New.Least-r.Old.Most) // below 0 where they overlap
	var clear float64
	if r.Method == Tolerance && min(r.Old.Samples, r.New.Samples) >= 2 {
		clear = apart / 10
	}
	for _, s := range []Side{r.Old, r.New} {
		if s.Most-s.Least > max(t.of(s.Most, s.Least), clear) {
			return false
		}
	}
	was, is := r.Old.Most, r.New.Most
	if r.Better > 0 {
		was, is = r.Old.Least, r.New.Least
	}
	r.Effect = change(was, is)
	r.Lo, r.Hi = r.Effect, r.Effect
	r.MinEffect = t.share
	switch {
	case math.Abs(is-was) <= t.of(was, is):
		r.Outcome = Same
	case r.Better == 0:
		r.Outcome, r.Why = Undecided, "it has changed, and nobody says what is better"
	case float64(r.Better)*(is-was) > 0:
		r.Outcome = Improved
	case r.Method == Tolerance && min(r.Old.Samples, r.New.Samples) < 2:
		r.Outcome, r.Needed, r.Why = Undecided, 2, "one sample does not show whether it varies"
	case r.Method == Tolerance && apart <= t.of(was, is):
		return false // few samples may lie near each other by chance: statistics tell
	default:
		r.Outcome = Regressed
	}
	return true
}

// change returns the relative change.
func change(was, is float64) float64 {
	switch {
	case was == is:
		return 0
	case was == 0:
		return math.Inf(int(math.Copysign(1, is)))
	}
	return (is - was) / math.Abs(was)
}

func sideOf(samples []float64) Side {
	s := stats.Sample{Xs: samples}.Copy().Sort()
	least, most := s.Bounds()
	return Side{Samples: len(samples), Center: s.Quantile(0.5), Least: least, Most: most}
}
