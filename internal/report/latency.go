package report

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"

	"github.com/larder-go/larder/internal/results"
)

// quantileUnit is a unit such as p99.9-ns, set-p99-ns or max-ns: of what, and which.
var quantileUnit = regexp.MustCompile(`^(?:(.+)-)?(?:p([0-9]+(?:\.[0-9]+)?)|max)-ns$`)

// quantile is one of a distribution.
type quantile struct {
	unit string
	of   string  // what, such as set; "" for operations
	p    float64 // percent; 100 for the maximum
}

// quantiles returns those that rows have.
func quantiles(rows []*results.Row) []quantile {
	var all []quantile
	for _, r := range rows {
		for _, unit := range r.Units {
			m := quantileUnit.FindStringSubmatch(unit)
			if m == nil || slices.ContainsFunc(all, func(q quantile) bool { return q.unit == unit }) {
				continue
			}
			p, err := strconv.ParseFloat(m[2], 64)
			if err != nil {
				p = 100
			}
			all = append(all, quantile{unit, m[1], min(p, 100)})
		}
	}
	return all
}

// place is where a quantile stands on an axis that is logarithmic in 1/(1-p), so that
// each further nine takes as much room as the last. The maximum stands at the end.
func (q quantile) place() float64 {
	if q.p >= 100 {
		return lastPlace
	}
	return 100 / (100 - q.p)
}

const lastPlace = 1e5

// name is how it is called: "99.9 %" or "max".
func (q quantile) name() string {
	if q.p >= 100 {
		return "max"
	}
	return strconv.FormatFloat(q.p, 'f', -1, 64) + " %"
}

const fewestQuantiles = 3

// latency draws distributions of the operations' own latency, and tabulates others.
func latency(s *source, l *looks) []*panel {
	var panels []*panel
	for _, rows := range byBase(s.rows) {
		var own []quantile
		var prefixes []string
		all := slices.DeleteFunc(quantiles(rows), func(q quantile) bool {
			return !slices.ContainsFunc(rows, func(r *results.Row) bool { return slices.Contains(s.unshown(r), q.unit) })
		})
		for _, q := range all {
			if q.of == "" {
				own = append(own, q)
			} else if !slices.Contains(prefixes, q.of) {
				prefixes = append(prefixes, q.of)
			}
		}
		if len(own) >= fewestQuantiles {
			panels = append(panels, spectra(s, rows, own, l)...)
		}
		for _, of := range prefixes {
			var qs []quantile
			for _, q := range all {
				if q.of == of {
					qs = append(qs, q)
				}
			}
			if len(qs) > 1 {
				panels = append(panels, quantileTable(s, rows, of, qs))
			}
		}
	}
	return panels
}

// spectra draws a chart for each group of rows.
func spectra(s *source, rows []*results.Row, qs []quantile, l *looks) []*panel {
	slices.SortFunc(qs, func(a, b quantile) int { return cmp.Compare(a.p, b.p) })
	x := axis{title: "operations as fast or faster", kind: plain, spell: "quantile", log: true, min: qs[0].place(), max: qs[len(qs)-1].place()}
	y := axis{kind: duration, log: true}
	a := arrange(rows, plan{series: append([]string{"backend"}, contenders[1:]...)})
	var panels []*panel
	for _, g := range a.groups {
		var lines []line
		for _, one := range g.series {
			ln := line{label: one.label, look: l.of(one)}
			for _, r := range one.rows {
				for _, q := range qs {
					if has(r, q.unit) && estimated(r.Samples[q.unit]).mid > 0 {
						ln.points = append(ln.points, point{q.place(), q.name(), r.Samples[q.unit]})
					}
				}
			}
			if len(ln.points) > 0 {
				lines = append(lines, ln)
			}
		}
		if len(lines) == 0 {
			continue
		}
		p := &panel{
			Title: "Latency: " + title(g, s), Source: s, Same: a.common, Table: pivot(x, duration, lines),
			Read: "Lower is better. Each mark to the right has one more nine: at 99.9 % one operation in 1,000 takes longer. Where a line rises, something holds up a few operations.",
		}
		p.Chart = newChart("latency of "+title(g, s), x, y, lines)
		panels = append(panels, p)
	}
	for _, q := range qs {
		s.show(rows, q.unit)
	}
	return panels
}

// quantileTable has one row a name.
func quantileTable(s *source, rows []*results.Row, of string, qs []quantile) *panel {
	slices.SortStableFunc(qs, func(a, b quantile) int { return cmp.Compare(a.p, b.p) })
	t := &table{Head: []string{rows[0].Base()}}
	for _, q := range qs {
		t.Head = append(t.Head, q.name())
	}
	a := arrange(rows, plan{series: []string{""}})
	for _, g := range a.groups {
		for _, r := range g.series[0].rows {
			if !slices.ContainsFunc(qs, func(q quantile) bool { return has(r, q.unit) }) {
				continue
			}
			var cells []tableCell
			for _, q := range qs {
				cells = append(cells, cellOf(duration, r.Samples[q.unit]))
			}
			t.add(firstOf(g.label, r.Base()), cells...)
		}
	}
	for _, q := range qs {
		s.show(rows, q.unit)
	}
	return &panel{
		Title: rows[0].Base() + ": " + of, Source: s, Same: a.common, Table: t,
		Read: "So much of it took as long or less. Lower is better.",
	}
}
