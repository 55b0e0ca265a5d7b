package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/results"
)

// unitRule knows what is to be judged of which units.
type unitRule struct {
	old, new *results.Set
	only     []string        // Options.Units
	always   []string        // Options.Exact
	seen     map[string]bool // in rows that both sides have
}

// direction is what the new side says, or else the old one.
func (u *unitRule) direction(unit string) int {
	if better := u.new.Direction(unit); better != 0 {
		return better
	}
	return u.old.Direction(unit)
}

// exact reports whether one of the sides says so of one of its files at least.
func (u *unitRule) exact(unit string) bool {
	return slices.Contains(u.always, unit) || u.new.Exact(unit) || u.old.Exact(unit)
}

// exactIn reports whether one of the sides says so of this row: the other may be of a
// time when it was not told yet.
func (u *unitRule) exactIn(was, is *results.Row, unit string) bool {
	return slices.Contains(u.always, unit) || is.Exact(unit) || was.Exact(unit)
}

// wanted reports whether the unit is judged where both sides have it.
func (u *unitRule) wanted(unit string) bool {
	if u.only != nil {
		return slices.Contains(u.only, unit)
	}
	return u.direction(unit) != 0 || u.exact(unit)
}

// judges reports whether one of the units that are kept of a row is judged. The
// throughput is not where the time of an operation is: it is the same upside down, and
// to judge it too would only make it harder to be sure of either.
func (u *unitRule) judges(is *results.Row, kept []string, unit string) bool {
	const time, inverse = "ns/op", "ops/s"
	if u.only == nil && unit == inverse && slices.Contains(kept, time) && is.Samples[time] != nil {
		return false
	}
	return u.wanted(unit)
}

// check returns an error if a unit was asked for that nothing can be said of, or if the
// sides do not agree on what is better.
func (u *unitRule) check() error {
	for _, unit := range u.all() {
		if u.old.Direction(unit)*u.new.Direction(unit) < 0 {
			return fmt.Errorf("compare: %w: one side says that more %s is better, the other one that less is", ErrOptions, unit)
		}
	}
	for _, unit := range u.always {
		if len(u.seen) > 0 && !u.seen[unit] {
			return fmt.Errorf("compare: %w: no row that is kept has the unit %q; there are %s", ErrOptions, unit, strings.Join(u.all(), ", "))
		}
	}
	for _, unit := range u.only {
		switch {
		case len(u.seen) > 0 && !u.seen[unit]:
			return fmt.Errorf("compare: %w: no row that is kept has the unit %q; there are %s", ErrOptions, unit, strings.Join(u.all(), ", "))
		case u.direction(unit) == 0 && !u.exact(unit):
			return fmt.Errorf("compare: %w: nobody says whether more %s is better: a line such as \"Unit %[2]s better=lower\" does", ErrOptions, unit)
		}
	}
	return nil
}

func (u *unitRule) all() (units []string) {
	for unit := range u.seen {
		units = append(units, unit)
	}
	slices.Sort(units)
	return units
}
