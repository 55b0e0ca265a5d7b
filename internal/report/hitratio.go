package report

import (
	"slices"
	"strconv"

	"github.com/larder-go/larder/internal/results"
)

// hitRatios draws a chart for each trace: hit ratio over the size of the cache.
func hitRatios(s *source, l *looks) []*panel {
	var panels []*panel
	replayed := func(size, unit string) func(*results.Row) bool {
		return func(r *results.Row) bool {
			return has(r, unit) && r.Part("trace") != "" && r.Part(size) != ""
		}
	}
	for _, size := range []string{"capacity", "max-weight"} {
		for _, u := range []struct{ unit, title string }{{"hit-%", ""}, {"byte-hit-%", " in bytes"}} {
			rows := s.with(replayed(size, u.unit))
			for _, same := range byBase(rows) {
				a := arrange(same, plan{
					series: []string{"backend", "policy", "shards", "goroutines"}, along: []string{size}, groups: []string{"trace"},
				})
				for _, g := range a.groups {
					if p := curve(s, g, l, size, u.unit); p != nil {
						p.Title, p.Same = "Trace "+g.first.Part("trace")+u.title, a.common
						panels = append(panels, p)
					}
				}
			}
			s.show(rows, u.unit, "warm-"+u.unit)
		}
	}
	return panels
}

func curve(s *source, g *group, l *looks, size, unit string) *panel {
	x := axis{title: "entries that the cache holds", kind: plain, spell: "count", log: true}
	if size == "max-weight" {
		x.title = "bytes that the cache holds"
	}
	y := axis{kind: percent, tight: true}
	var lines []line
	for _, one := range g.series {
		ln := line{label: one.label, look: l.of(one), quiet: one.label == "optimum"}
		for _, r := range one.rows {
			v, err := strconv.ParseFloat(r.Part(size), 64)
			if err == nil && v > 0 {
				ln.points = append(ln.points, point{v, thousands(r.Part(size)), r.Samples[unit]})
			}
		}
		if len(ln.points) > 0 {
			ln.sort()
			lines = append(lines, ln)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	x.within(lines)
	p := &panel{
		Source: s, Table: pivot(x, percent, lines),
		Read: "Share of the requests that the cache answers, higher is better; the axis need not begin at 0.",
	}
	if slices.ContainsFunc(lines, func(l line) bool { return l.quiet }) {
		p.Read += " The thin dashed line is Belady's optimum, which knows the future: nothing can be above it."
	}
	p.Chart = newChart("hit ratio on trace "+g.first.Part("trace"), x, y, lines)
	return p
}
