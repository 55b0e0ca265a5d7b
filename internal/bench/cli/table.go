package cli

import (
	"fmt"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/larder-go/larder/internal/bench"
)

// table writes one table and one verdict for each group of cells.
func (w *watcher) table() {
	groups := bench.Summarize(w.rows)
	for _, g := range groups {
		fmt.Fprintf(w.stderr, "\n%s\n%s\n%s\n", g, w.works[g.Work], render(g))
	}
	for _, g := range groups {
		if verdict := g.Verdict(); verdict != "" {
			fmt.Fprintf(w.stderr, "\n%s", verdict)
		}
	}
	if len(groups) > 0 {
		fmt.Fprintln(w.stderr)
	}
	for i, reason := range w.skipped {
		if !slices.Contains(w.skipped[:i], reason) {
			fmt.Fprintf(w.stderr, "Not measured: %s.\n", reason)
		}
	}
}

// render draws one group: the fastest backend first, times as multiples of its.
func render(g bench.Group) string {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Format.Header = text.FormatDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Options.SeparateHeader = true
	t.SetStyle(style)
	t.AppendHeader(table.Row{"backend", "ns/op", "±", "× best", "Mops/s", "hit %", "B/op", "allocs/op"})
	var right []table.ColumnConfig
	for column := 2; column <= 8; column++ {
		right = append(right, table.ColumnConfig{Number: column, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(right)
	best := g.Summaries[0].NsPerOp.Center
	for _, s := range g.Summaries {
		name, ratio := s.Label(), fmt.Sprintf("%.2f", s.NsPerOp.Center/best)
		if s.Floor {
			name = "(" + name + ")"
		}
		hits := "-"
		if s.Gets {
			hits = fmt.Sprintf("%.2f", s.HitPercent)
		}
		t.AppendRow(table.Row{
			name,
			fmt.Sprintf("%.1f", s.NsPerOp.Center),
			s.NsPerOp.PctRangeString(),
			ratio,
			fmt.Sprintf("%.2f", s.OpsPerSecond/1e6),
			hits,
			fmt.Sprintf("%.1f", s.BytesPerOp),
			fmt.Sprintf("%.3f", s.AllocsPerOp),
		})
	}
	return t.Render()
}
