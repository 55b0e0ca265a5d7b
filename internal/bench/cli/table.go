package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/larder-go/larder/internal/bench"
)

// table writes one table and one verdict for each group of cells.
func (w *watcher) table() {
	groups := bench.Summarize(w.rows)
	for _, g := range groups {
		fmt.Fprintln(w.stderr)
		w.print(g.String())
		w.print(w.works[g.Work])
		fmt.Fprintln(w.stderr, render(g))
	}
	for _, g := range groups {
		if verdict := g.Verdict(); verdict != "" {
			fmt.Fprintln(w.stderr)
			w.print(verdict)
		}
	}
	if len(groups) > 0 {
		w.explain(groups)
	}
	for i, reason := range w.skipped {
		if !slices.Contains(w.skipped[:i], reason) {
			w.print(fmt.Sprintf("Not measured: %s.", reason))
		}
	}
}

// noisy is the spread from which on a median is worth a warning.
const noisy = 0.25

// explain says what the figures of the table are, and whether to trust them.
func (w *watcher) explain(groups []bench.Group) {
	fmt.Fprintln(w.stderr)
	w.print("±: how far the true median may be off, with 95 % confidence; ∞: too few samples to tell. " +
		"Names in brackets are floors: what the measuring itself costs.")
	worst := 0.0
	for _, g := range groups {
		for _, s := range g.Summaries {
			worst = max(worst, s.Spread())
		}
	}
	if worst >= noisy {
		w.print(fmt.Sprintf("Noisy machine: medians are off by up to %.0f %%. Stop what else runs on it, or take more or longer samples (-samples, -duration).", 100*worst))
	}
}

// print writes a text in lines that fit the terminal.
func (w *watcher) print(s string) {
	for line := range strings.SplitSeq(text.WrapSoft(s, w.width), "\n") {
		fmt.Fprintln(w.stderr, strings.TrimRight(line, " "))
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
