package report

import (
	"strconv"
	"strings"

	"github.com/larder-go/larder/internal/results"
)

// timeUnits are what charts over time show, in this order; all else that such rows
// have is in tables.
var timeUnits = []struct {
	unit, title, read string
	kind              kind
}{
	{"overdue", "expired entries still in memory", "Entries whose time is over and that nothing has removed yet: they are never found, but take memory. Lower is better.", plain},
	{"resident", "entries in memory", "All entries that take memory, live and expired ones. What stays above the lowest line is expired and not yet removed.", plain},
	{"lag-s", "age of what is longest overdue", "How long ago the entry expired that has waited longest for its removal. Lower is better.", "seconds"},
	{"expiries/s", "expiries a second", "How many entries expire in each second. A spike is a moment at which all of them are missed at once.", plain},
}

// overTime draws rows that tell of an instant each: those with a part t=….
func overTime(s *source, l *looks) []*panel {
	var panels []*panel
	rows := s.with(func(r *results.Row) bool { _, ok := instant(r); return ok })
	for _, same := range byBase(rows) {
		a := arrange(same, plan{series: []string{"backend", "sweeper", "jitter", "shards", "policy"}, along: []string{"t"}})
		for _, g := range a.groups {
			for _, u := range timeUnits {
				lines := instants(g, u.unit, l)
				if len(lines) == 0 {
					continue
				}
				x := axis{title: "time", kind: plain, spell: "seconds"}
				x.within(lines)
				p := &panel{Title: u.title, Source: s, Read: u.read, Same: a.common, Table: pivot(x, u.kind, lines)}
				if g.label != "" {
					p.Title = g.label + ": " + u.title
				}
				p.Chart = newChart(p.Title, x, axis{kind: u.kind, min: 0}, lines)
				panels = append(panels, p)
				s.show(same, u.unit)
			}
		}
		// What the same rows tell beside it is of little interest, and very much.
		for _, r := range same {
			s.show([]*results.Row{r}, r.Units...)
		}
	}
	return panels
}

// instant returns the seconds of the part t=….
func instant(r *results.Row) (float64, bool) {
	t, isSeconds := strings.CutSuffix(r.Part("t"), "s")
	v, err := strconv.ParseFloat(t, 64)
	return v, isSeconds && err == nil
}

func instants(g *group, unit string, l *looks) (lines []line) {
	for _, one := range g.series {
		if one.label != one.name { // a sweeper looks alike wherever it is
			one.name = one.label
		}
		ln := line{label: one.label, look: l.of(one)}
		for _, r := range one.rows {
			if v, ok := instant(r); ok && has(r, unit) {
				ln.points = append(ln.points, point{v, digits(v) + " s", r.Samples[unit]})
			}
		}
		if len(ln.points) > 0 {
			ln.sort()
			lines = append(lines, ln)
		}
	}
	if lo, hi := span(lines); lo >= hi {
		return nil // an instant is no time series
	}
	return lines
}
