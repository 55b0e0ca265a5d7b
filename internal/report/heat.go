package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/results"
)

// heat is who wins where, a table for each file.
type heat struct {
	Parts  []*heatPart
	Notes  []string // reasons, numbered from 1
	NoTTL  bool     // some column is marked so
	Floors bool     // some column is one
	Hits   bool     // some row has hit ratios that differ
}

// column is a backend.
type column struct {
	Label string
	NoTTL bool
}

// heatPart is the table of a file: a line for each workload, a column for each backend.
type heatPart struct {
	Source  *source
	Same    string
	Columns []column
	Floors  []column
	Rows    []heatRow
}

// heatRow is a workload.
type heatRow struct {
	Label  string
	Cells  []heatCell
	Floors []heatCell
}

// heatCell is how much slower a backend is than the best of its row.
type heatCell struct {
	Ratio string // "1.87×"; "" where nothing was measured
	Value string // the time of an operation
	Class string
	Best  bool
	Level bool   // the samples do not tell it from the best
	Hits  string // of its Gets, where the backends of the row differ in that
	Most  bool   // none of the row has more of them
	Note  int    // why it cannot; 0 where it can
}

// score is how often a backend is the best.
type score struct {
	Label             string
	NoTTL             bool
	Best, Level, Rows int
}

// steps are the classes of the scale: up to so many times the best.
var steps = []struct {
	to    float64
	Class string
	Label string
}{{1, "h0", "best"}, {1.1, "h1", "to 1.1×"}, {1.25, "h2", "to 1.25×"}, {1.5, "h3", "to 1.5×"}, {2, "h4", "to 2×"}, {3, "h5", "to 3×"}, {5, "h6", "to 5×"}, {0, "h7", "above"}}

func class(ratio float64) string {
	for _, s := range steps {
		if ratio <= s.to {
			return s.Class
		}
	}
	return steps[len(steps)-1].Class
}

// heatOf compares the backends on each workload of all files. Rows with one contender
// have no winner and are left out.
func heatOf(sources []*source) (*heat, []*score) {
	h := &heat{}
	var scores []*score
	for _, s := range sources {
		for _, rows := range byBase(s.with(timed)) {
			a := arrange(rows, plan{series: contenders})
			groups := slices.DeleteFunc(a.groups, func(g *group) bool { return g.rivals() < 2 })
			if len(groups) == 0 {
				continue
			}
			part := &heatPart{Source: s, Same: a.common}
			for _, g := range groups {
				part.columns(g)
				scores = g.judge(scores, s.noTTL)
			}
			for _, g := range groups { // now that all columns are known
				part.Rows = append(part.Rows, h.row(part, g))
			}
			h.add(part)
		}
	}
	if len(h.Parts) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(scores, func(a, b *score) int {
		return cmp.Or(b.Best-a.Best, b.Level-a.Level)
	})
	return h, scores
}

func (h *heat) add(part *heatPart) {
	h.Parts = append(h.Parts, part)
	h.Floors = h.Floors || len(part.Floors) > 0
	h.NoTTL = h.NoTTL || slices.ContainsFunc(part.Columns, func(c column) bool { return c.NoTTL })
}

func (h *heat) row(part *heatPart, g *group) heatRow {
	row := heatRow{Label: title(g, part.Source)}
	cannot := part.Source.missing(g)
	least, most := g.hits()
	differ := most-least >= hitsApart
	h.Hits = h.Hits || differ
	for _, c := range part.Columns {
		cell := h.cell(g, c.Label, cannot)
		if at := g.at(c.Label); at >= 0 && differ {
			if hits, ok := hitsOf(g.series[at].rows[0]); ok {
				cell.Hits, cell.Most = percent.spell(hits)+" hits", hits == most
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	for _, c := range part.Floors {
		row.Floors = append(row.Floors, h.cell(g, c.Label, nil))
	}
	return row
}

// columns adds those of a group that are not there yet.
func (p *heatPart) columns(g *group) {
	add := func(label, name string) {
		list := &p.Columns
		if floors[name] {
			list = &p.Floors
		}
		if !slices.ContainsFunc(*list, func(c column) bool { return c.Label == label }) {
			*list = append(*list, column{label, p.Source.noTTL[name]})
		}
	}
	for _, one := range g.series {
		add(one.label, one.name)
	}
	for _, m := range p.Source.missing(g) {
		add(m.Label, m.Label)
	}
}

func (h *heat) cell(g *group, label string, cannot []missing) heatCell {
	at := g.at(label)
	if at < 0 {
		for _, m := range cannot {
			if m.Label == label {
				return heatCell{Note: h.note(m.Label + ": " + m.Reason), Class: "cannot"}
			}
		}
		return heatCell{Class: "none"}
	}
	best := g.best()
	e := timeOf(g.series[at].rows[0])
	ratio := e.mid / best.mid
	c := heatCell{Ratio: ratioText(ratio), Value: duration.spell(e.mid), Class: class(ratio), Best: e == best}
	c.Level = !c.Best && e.overlaps(best)
	if floors[g.series[at].name] {
		c.Class, c.Best, c.Level = "floor", false, false
	}
	return c
}

func (h *heat) note(text string) int {
	at := slices.Index(h.Notes, text)
	if at < 0 {
		h.Notes = append(h.Notes, text)
		at = len(h.Notes) - 1
	}
	return at + 1
}

func ratioText(r float64) string {
	switch {
	case r >= 100:
		return fmt.Sprintf("%.0f×", r)
	case r >= 10:
		return fmt.Sprintf("%.1f×", r)
	}
	return fmt.Sprintf("%.2f×", r)
}

// at returns the index of a series, -1 where there is none.
func (g *group) at(label string) int {
	return slices.IndexFunc(g.series, func(s *series) bool { return s.label == label })
}

// hitsApart is the difference in points from which hit ratios of one row are shown: a
// bounded cache that is faster with fewer hits has not won.
const hitsApart = 0.1

// hits returns the least and the greatest hit ratio of the contenders, in percent.
func (g *group) hits() (least, most float64) {
	least = 100
	for _, s := range g.series {
		if hits, ok := hitsOf(s.rows[0]); ok && !floors[s.name] {
			least, most = min(least, hits), max(most, hits)
		}
	}
	return min(least, most), most
}

func hitsOf(r *results.Row) (float64, bool) {
	if !has(r, "hit-%") {
		return 0, false
	}
	return estimated(r.Samples["hit-%"]).mid, true
}

func timeOf(r *results.Row) estimate { return estimated(r.Samples["ns/op"]) }

// rivals counts the contenders of a group.
func (g *group) rivals() (n int) {
	for _, s := range g.series {
		if !floors[s.name] {
			n++
		}
	}
	return n
}

// best returns the shortest time of a contender.
func (g *group) best() (best estimate) {
	for _, s := range g.series {
		if e := timeOf(s.rows[0]); !floors[s.name] && (best.samples == 0 || e.mid < best.mid) {
			best = e
		}
	}
	return best
}

// judge adds the group to the scores.
func (g *group) judge(scores []*score, noTTL map[string]bool) []*score {
	best := g.best()
	for _, s := range g.series {
		if floors[s.name] {
			continue
		}
		at := slices.IndexFunc(scores, func(x *score) bool { return x.Label == s.label })
		if at < 0 {
			at = len(scores)
			scores = append(scores, &score{Label: s.label})
		}
		e := timeOf(s.rows[0])
		scores[at].NoTTL = scores[at].NoTTL || noTTL[s.name]
		scores[at].Rows++
		switch {
		case e == best:
			scores[at].Best++
		case e.overlaps(best):
			scores[at].Level++
		}
	}
	return scores
}

// verdict says in a sentence who wins.
func verdict(scores []*score) string {
	var parts []string
	for _, s := range scores {
		if s.Best > 0 {
			label := s.Label
			if s.NoTTL {
				label += " (no time to live)"
			}
			parts = append(parts, fmt.Sprintf("%s in %d of %d", label, s.Best, s.Rows))
		}
	}
	return "Fastest by the median, of the workloads that it was measured on: " + strings.Join(parts, ", ") + "."
}
