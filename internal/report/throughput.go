package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/larder-go/larder/internal/results"
)

// contenders are the parts of names that tell caches apart.
var contenders = []string{"backend", "shards", "policy", "sweeper"}

// timed are rows that say how long an operation of a backend takes.
func timed(r *results.Row) bool { return has(r, "ns/op") && r.Part("backend") != "" }

// speed returns the operations a second of a row.
func speed(r *results.Row) estimate {
	if has(r, "ops/s") {
		return estimated(r.Samples["ops/s"])
	}
	return estimated(r.Samples["ns/op"]).inverse(1e9)
}

// bars is a table whose rows have bars.
type bars struct {
	Unit   string // what the bars show
	Facts  []string
	Rows   []bar
	Apart  []bar // floors, which are not ranked
	Cannot []missing
}

// bar is a row. Its lengths are in percent of the longest one in all tables beside it.
type bar struct {
	Label string
	look
	NoTTL        bool
	Length       float64
	From, To     float64 // the interval
	Whisker      bool
	Value, Small string
	Facts        []string
	sort         float64
}

// throughput has bars for what no chart of scaling shows.
func throughput(s *source, l *looks, drawn map[*results.Row]bool) []*panel {
	var panels []*panel
	for _, rows := range byBase(s.with(timed)) {
		facts := kept(rows, "ns/op", "hit-%", "write-%")
		a := arrange(rows, plan{series: contenders})
		var found []*panel
		for _, g := range a.groups {
			if p := throughputOf(s, g, l, drawn, facts); p != nil {
				p.Same = a.common
				found = append(found, p)
			}
		}
		scale(found)
		panels = append(panels, found...)
		s.show(rows, append(facts, "ops/s")...)
	}
	return panels
}

func throughputOf(s *source, g *group, l *looks, drawn map[*results.Row]bool, facts []string) *panel {
	b := &bars{Unit: "ops/s", Facts: facts, Cannot: s.missing(g)}
	shown := true
	for _, one := range g.series {
		row := one.rows[0]
		e := speed(row)
		r := bar{
			Label: one.label, look: l.of(one), NoTTL: s.noTTL[one.name],
			Length: e.mid, From: e.lo, To: e.hi, Whisker: e.lo < e.hi,
			Value: rate.spell(e.mid), Small: e.spread(), sort: -e.mid,
		}
		for _, f := range facts {
			r.Facts = append(r.Facts, cellOf(kindOf(f), row.Samples[f]).Text)
		}
		if floors[one.name] {
			b.Apart = append(b.Apart, r)
			continue
		}
		shown = shown && drawn[row]
		b.Rows = append(b.Rows, r)
	}
	if shown {
		return nil
	}
	b.rank()
	return &panel{
		Title: title(g, s), Source: s, Bars: b,
		Read: "Operations a second of all goroutines together: longer is better. The whisker is the interval; where whiskers of two overlap, the samples do not tell which is faster.",
	}
}

// title is what a group is called, the file where there is only one group.
func title(g *group, s *source) string {
	if g.label != "" {
		return g.label
	}
	if wl := firstOf(g.first.Part("wl"), g.first.Part("trace"), g.first.Base()); wl != "" {
		return wl
	}
	return s.Shown
}

func firstOf(texts ...string) string { return cmp.Or(texts...) }

// rank puts the best in front.
func (b *bars) rank() {
	slices.SortStableFunc(b.Rows, func(x, y bar) int { return cmp.Compare(x.sort, y.sort) })
}

// scale gives bars lengths in percent of the longest of all, so that lengths compare
// between the tables.
func scale(panels []*panel) {
	var most float64
	for _, p := range panels {
		for _, r := range p.Bars.Rows {
			most = max(most, r.Length, r.To)
		}
	}
	if most == 0 {
		most = 1
	}
	for _, p := range panels {
		for i := range p.Bars.Rows {
			r := &p.Bars.Rows[i]
			r.Length, r.From, r.To = share(r.Length, most), share(r.From, most), share(r.To, most)
		}
	}
}

// share returns percent, with a digit after the point.
func share(v, of float64) float64 {
	return float64(int(max(v, 0)/of*1000+0.5)) / 10
}

// kept returns those of the units that any of the rows has.
func kept(rows []*results.Row, units ...string) []string {
	return slices.DeleteFunc(slices.Clone(units), func(unit string) bool {
		return !slices.ContainsFunc(rows, func(r *results.Row) bool { return has(r, unit) })
	})
}

// barsOf draws one unit of rows, of which less is better.
func barsOf(s *source, rows []*results.Row, unit, read string, l *looks, p plan) []*panel {
	var panels []*panel
	var having []*results.Row
	for _, r := range rows {
		if has(r, unit) {
			having = append(having, r)
		}
	}
	for _, same := range byBase(having) {
		a := arrange(same, p)
		var found []*panel
		for _, g := range a.groups {
			b := &bars{Unit: unit, Cannot: s.missing(g)}
			for _, one := range g.series {
				e := estimated(one.rows[0].Samples[unit])
				r := bar{
					Label: one.label, look: l.of(one), NoTTL: s.noTTL[one.name],
					Length: e.mid, From: e.lo, To: e.hi, Whisker: e.lo < e.hi,
					Value: kindOf(unit).spell(e.mid), Small: e.spread(), sort: e.mid,
				}
				if floors[one.name] {
					b.Apart = append(b.Apart, r)
				} else {
					b.Rows = append(b.Rows, r)
				}
			}
			b.rank()
			found = append(found, &panel{
				Title: fmt.Sprintf("%s: %s", unit, title(g, s)), Source: s, Bars: b, Same: a.common, Read: read,
			})
		}
		scale(found)
		panels = append(panels, found...)
	}
	s.show(having, unit)
	return panels
}

// Span is the width of the interval.
func (b bar) Span() float64 { return share(b.To-b.From, 100) }

// Span is the columns beside the name.
func (b *bars) Span() int { return 2 + len(b.Facts) }
