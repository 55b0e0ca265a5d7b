package compare

import (
	"cmp"
	"errors"
	"slices"

	"github.com/larder-go/larder/internal/results"
)

// Errors of Compare are wrapped with what it was about.
var (
	ErrNothing   = errors.New("nothing to compare")  // no row is in both sides, or the filter keeps none
	ErrOtherWork = errors.New("other work")          // the sides ran other operations under the same name
	ErrOptions   = errors.New("cannot be judged so") // a value of Options makes no sense
)

// Compare judges the rows of new against those of old. Errors wrap ErrNothing,
// ErrOtherWork or ErrOptions. It reads the sets and keeps nothing of them. Its time
// is O(n log n) in the samples of a row.
func Compare(old, new *results.Set, o Options) (*Report, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	p, err := pairUp(old, new, o)
	if err != nil {
		return nil, err
	}
	if err := sameWork(old, new, p.pairs); err != nil {
		return nil, err
	}
	r := &Report{Gone: p.gone, Added: p.added, Alpha: o.Alpha, missing: o.Missing}
	j := newJury(o)
	for _, pair := range p.pairs {
		j.hear(pair)
	}
	r.Rows = j.rule()
	r.describe(old, new, o)
	r.countFloors(o)
	for i := range r.Rows {
		if row := &r.Rows[i]; row.Outcome == Undecided {
			r.Needed = max(r.Needed, row.Needed)
		}
	}
	slices.SortStableFunc(r.Rows, worstFirst)
	return r, nil
}

// worstFirst orders rows by their outcome, and among those of one by how much worse
// they are.
func worstFirst(a, b Row) int {
	return cmp.Or(cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(b.Worse(), a.Worse()))
}
