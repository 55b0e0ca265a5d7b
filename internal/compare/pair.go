package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/results"
)

// pair is one unit of one name that both sides have.
type pair struct {
	row      *results.Row // the new one
	unit     string
	better   int
	exact    bool
	judged   bool
	old, new []float64
}

// paired are the rows of two sets, put together.
type paired struct {
	pairs       []pair
	gone, added []string
}

// pairUp puts together what has the same name and unit, and passes the filter.
func pairUp(old, new *results.Set, o Options) (*paired, error) {
	keeps, err := newFilter(o.Filter)
	if err != nil {
		return nil, err
	}
	units := &unitRule{old: old, new: new, only: o.Units, always: o.Exact, seen: make(map[string]bool)}
	p := &paired{}
	common, judged := 0, 0
	for _, was := range old.Rows {
		is := new.Row(was.Name)
		kept := keeps(was, old)
		if is == nil {
			if slices.ContainsFunc(kept, units.wanted) {
				p.gone = append(p.gone, was.Name)
			}
			continue
		}
		common++
		for _, unit := range kept {
			units.seen[unit] = true
			if is.Samples[unit] == nil {
				if units.wanted(unit) {
					p.gone = append(p.gone, was.Name+" "+unit)
				}
				continue
			}
			one := pair{
				row: is, unit: unit, better: units.direction(unit), exact: units.exactIn(was, is, unit),
				judged: units.judges(is, kept, unit), old: was.Samples[unit], new: is.Samples[unit],
			}
			if one.judged {
				judged++
			} else if !o.All {
				continue
			}
			p.pairs = append(p.pairs, one)
		}
	}
	p.added = added(old, new, func(r *results.Row) []string {
		return slices.DeleteFunc(keeps(r, new), func(unit string) bool { return !units.wanted(unit) })
	})
	if err := units.check(); err != nil {
		return nil, err
	}
	switch {
	case common == 0:
		return nil, fmt.Errorf("compare: %w: no name is on both sides: the old one has %s, the new one %s", ErrNothing, example(old), example(new))
	case judged == 0 && o.Filter != "":
		return nil, fmt.Errorf("compare: %w: the filter %s keeps no row that is on both sides and can be judged", ErrNothing, o.Filter)
	case judged == 0:
		return nil, fmt.Errorf("compare: %w: no unit that is on both sides says what is better: %s", ErrNothing, strings.Join(units.all(), ", "))
	}
	return p, nil
}

// added returns what the new side alone has.
func added(old, new *results.Set, units func(*results.Row) []string) (names []string) {
	for _, is := range new.Rows {
		was := old.Row(is.Name)
		wanted := units(is)
		if was == nil && len(wanted) > 0 {
			names = append(names, is.Name)
			continue
		}
		for _, unit := range wanted {
			if was.Samples[unit] == nil {
				names = append(names, is.Name+" "+unit)
			}
		}
	}
	return names
}

func example(s *results.Set) string {
	if len(s.Rows) == 0 {
		return "none"
	}
	return s.Rows[0].Name
}
