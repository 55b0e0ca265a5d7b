package report

import (
	"slices"

	"github.com/larder-go/larder/internal/results"
)

// rest tabulates what no other section shows, so that nothing of a file is lost.
func rest(s *source) []*panel {
	var panels []*panel
	left := s.with(func(r *results.Row) bool { return len(s.unshown(r)) > 0 })
	for _, rows := range byBase(left) {
		var units []string
		for _, r := range rows {
			for _, unit := range s.unshown(r) {
				if !slices.Contains(units, unit) {
					units = append(units, unit)
				}
			}
		}
		t := &table{Head: append([]string{rows[0].Base()}, units...)}
		a := arrange(rows, plan{series: []string{""}})
		for _, g := range a.groups {
			for _, r := range g.series[0].rows {
				var cells []tableCell
				for _, unit := range units {
					cells = append(cells, cellOf(kindOf(unit), r.Samples[unit]))
				}
				t.add(firstOf(g.label, r.Base()), cells...)
			}
		}
		panels = append(panels, &panel{Title: rows[0].Base(), Source: s, Same: a.common, Table: t, Wide: len(units) > 4})
	}
	return panels
}

// unshown returns the units of a row that no section has shown.
func (s *source) unshown(r *results.Row) []string {
	return slices.DeleteFunc(slices.Clone(r.Units), func(unit string) bool { return s.shown[cell{r, unit}] })
}
