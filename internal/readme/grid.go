package readme

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/perf/benchmath"
)

// grid is a table of medians before it is written.
type grid struct {
	rows, cols []string
	samples    map[[2]string][]float64 // by row and column
	more       bool                    // more is better
	cannot     map[[2]string]string    // reasons, where there are no samples
	endless    []string                // backends whose entries never expire, although they were to
}

// lacks notes that a cell could not be measured.
func (g *grid) lacks(row, col, reason string) {
	at := [2]string{row, col}
	if len(g.samples[at]) > 0 || !slices.Contains(g.cols, col) {
		return
	}
	g.rows = appendNew(g.rows, row)
	g.cannot[at] = reason
}

// interval is a median and what the samples leave open.
type interval struct{ mid, lo, hi float64 }

// interval returns that of a cell: the confidence interval of the median, or with fewer
// than six samples the range of all of them.
func (g *grid) interval(row, col string) (i interval, some bool) {
	const fewest = 6
	samples := g.samples[[2]string{row, col}]
	if len(samples) == 0 {
		return i, false
	}
	s := benchmath.AssumeNothing.Summary(benchmath.NewSample(slices.Clone(samples), &benchmath.DefaultThresholds), 0.95)
	if len(samples) < fewest {
		return interval{s.Center, slices.Min(samples), slices.Max(samples)}, true
	}
	return interval{s.Center, s.Lo, s.Hi}, true
}

// best returns the best of a column.
func (g *grid) best(col string) (best interval) {
	some := false
	for _, row := range g.rows {
		i, ok := g.interval(row, col)
		if !ok || isFloor(row) {
			continue
		}
		if !some || g.more && i.mid > best.mid || !g.more && i.mid < best.mid {
			best, some = i, true
		}
	}
	return best
}

// render writes the table, and below it what is to be known.
func (g *grid) render() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| | %s |\n|---|%s\n", strings.Join(g.cols, " | "), strings.Repeat("---:|", len(g.cols)))
	var notes []string
	endless := false
	for _, row := range g.rows {
		fmt.Fprintf(&b, "| `%s`", row)
		if name, _, _ := strings.Cut(row, " "); slices.Contains(g.endless, name) {
			b.WriteString(" †")
			endless = true
		}
		b.WriteString(" |")
		for _, col := range g.cols {
			fmt.Fprintf(&b, "%s |", g.cell(row, col))
			if reason := g.cannot[[2]string{row, col}]; reason != "" {
				notes = appendNew(notes, fmt.Sprintf("`%s` cannot: %s.", row, reason))
			}
		}
		b.WriteString("\n")
	}
	if endless {
		notes = append(notes, "† knows no time to live: its entries never expire.")
	}
	if len(notes) > 0 {
		fmt.Fprintf(&b, "\n%s\n", strings.Join(notes, "\\\n")) // each on a line of its own
	}
	return b.String()
}

// cell returns what stands in a cell, with a space before it unless it is empty.
func (g *grid) cell(row, col string) string {
	i, some := g.interval(row, col)
	best := g.best(col)
	switch {
	case !some && g.cannot[[2]string{row, col}] != "":
		return " cannot"
	case !some:
		return ""
	case !isFloor(row) && i.lo <= best.hi && best.lo <= i.hi:
		return " **" + number(i.mid) + "**"
	}
	return " " + number(i.mid)
}

// isFloor reports whether a row stands for the cost of measuring, not a cache.
func isFloor(row string) bool { return row == "noop" || row == "rawmap" || row == "never" }
