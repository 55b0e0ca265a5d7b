package cli

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/larder-go/larder/internal/bench"
)

// table writes one table and one verdict for each group of cells.
func (w *watcher) table() {
	groups := bench.Summarize(w.rows, w.missing...)
	for _, t := range arranged(groups, w.axis) {
		fmt.Fprintln(w.stderr)
		w.print(t.title)
		fmt.Fprintln(w.stderr, t.text)
	}
	for _, g := range groups {
		if w.axis != byBackend {
			break
		}
		fmt.Fprintln(w.stderr)
		w.print(g.String())
		if g.Subject == bench.Speed {
			w.print(w.works[[2]string{g.Work, g.Variant}])
		}
		if len(g.Summaries) > 0 {
			fmt.Fprintln(w.stderr, render(g))
		}
		if len(g.Cannot) > 0 {
			fmt.Fprintln(w.stderr, renderCannot(g, w.width))
		}
	}
	for _, g := range groups {
		if verdict := g.Verdict(); verdict != "" && w.axis == byBackend {
			fmt.Fprintln(w.stderr)
			w.print(verdict)
		}
	}
	if len(groups) > 0 {
		w.explain(groups)
	}
	for _, line := range w.notes.lines() {
		w.print(line)
	}
}

// noisy is the spread from which on a median is worth a warning.
const noisy = 0.25

// explain says what the figures of the table are, and whether to trust them.
func (w *watcher) explain(groups []bench.Group) {
	fmt.Fprintln(w.stderr)
	switch groups[0].Subject {
	case bench.Memory:
		w.print("overhead: heap by entry beyond the bytes of keys and values; RSS: the same of the memory that the system has given; the others: what a Set allocates that overwrites. " +
			"Names in brackets are floors.")
		return
	case bench.Iterations:
		w.print("torn: share of the iterations that show the cache as it was at no instant; beside: share of those beside which " +
			"a write ended, and which alone prove something.")
		return
	case bench.Snapshots:
		w.print("In µs. set: calls of Set; late: from when a Set was due to its end; idle: the same without Sets, which is not the cache's; " +
			"get: Gets of a reader beside; taking: half of the calls of Snapshot with nothing else going on are not longer; 99 and 99.9: nor are so many %.")
		return
	}
	if about := cmp.Or(sweepAbout(groups[0].Subject), loadAbout(groups[0].Subject), axisAbout(w.axis)); about != "" {
		w.print(about)
		return
	}
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

// render draws what was measured of a group.
func render(g bench.Group) string {
	switch g.Subject {
	case bench.Memory:
		return renderMemory(g)
	case bench.Iterations:
		return renderIterations(g)
	case bench.Snapshots:
		return renderSnapshots(g)
	case bench.Sweeps:
		return renderSweeps(g)
	case bench.SweepTimes:
		return renderSweepTimes(g)
	case bench.Latency:
		return renderLatencies(g)
	case bench.Collections:
		return renderCollections(g)
	}
	return renderSpeed(g)
}

// renderSpeed draws one group of speed: the fastest backend first, times as
// multiples of its.
func renderSpeed(g bench.Group) string {
	t := newTable("backend", "ns/op", "±", "× best", "Mops/s", "hit %", "writes %", "B/op", "allocs/op")
	best := g.Summaries[0].NsPerOp.Center
	for _, s := range g.Summaries {
		hits := "-"
		if s.Gets {
			hits = fmt.Sprintf("%.2f", s.HitPercent)
		}
		t.AppendRow(table.Row{
			bracketed(s),
			fmt.Sprintf("%.1f", s.NsPerOp.Center),
			s.NsPerOp.PctRangeString(),
			fmt.Sprintf("%.2f", s.NsPerOp.Center/best),
			fmt.Sprintf("%.2f", s.OpsPerSecond/1e6),
			hits,
			fmt.Sprintf("%.2f", s.WritePercent),
			fmt.Sprintf("%.1f", s.BytesPerOp),
			fmt.Sprintf("%.3f", s.AllocsPerOp),
		})
	}
	return t.Render()
}

// renderMemory draws one group of memory: the backend that takes least first.
func renderMemory(g bench.Group) string {
	t := newTable("backend", "overhead B/entry", "RSS B/entry", "B/op", "allocs/op")
	for _, s := range g.Summaries {
		rss := "-"
		if s.ResidentKnown {
			rss = fmt.Sprintf("%.1f", s.Resident)
		}
		t.AppendRow(table.Row{
			bracketed(s), fmt.Sprintf("%.1f", s.Overhead), rss, fmt.Sprintf("%.1f", s.BytesPerOp), fmt.Sprintf("%.3f", s.AllocsPerOp),
		})
	}
	return t.Render()
}

// renderIterations draws one group of iterations: those of one instant first.
func renderIterations(g bench.Group) string {
	t := newTable("backend", "torn %", "beside %")
	for _, s := range g.Summaries {
		t.AppendRow(table.Row{bracketed(s), fmt.Sprintf("%.1f", s.TornPercent), fmt.Sprintf("%.1f", s.BesidePercent)})
	}
	return t.Render()
}

// renderSnapshots draws one group of snapshots: the shortest stalls first.
func renderSnapshots(g bench.Group) string {
	t := newTable("backend", "set 99", "99.9", "late 99.9", "idle 99.9", "get 99.9", "taking", "99")
	for _, s := range g.Summaries {
		row := table.Row{bracketed(s)}
		for _, unit := range []string{
			"set-p99-ns", "set-p99.9-ns", "latency-p99.9-ns", "idle-p99.9-ns", "get-p99.9-ns", "snapshot-ns", "snapshot-p99-ns",
		} {
			cell := "-"
			if ns, ok := s.ByUnit[unit]; ok {
				cell = fmt.Sprintf("%.1f", ns/1e3)
			}
			row = append(row, cell)
		}
		t.AppendRow(row)
	}
	return t.Render()
}

// newTable returns a table of names and figures.
func newTable(header ...any) table.Writer {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Format.Header = text.FormatDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Options.SeparateHeader = true
	t.SetStyle(style)
	t.AppendHeader(header)
	var right []table.ColumnConfig
	for column := range header[1:] {
		right = append(right, table.ColumnConfig{Number: column + 2, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(right)
	return t
}

// bracketed marks the floors.
func bracketed(s bench.Summary) string {
	if s.Floor {
		return "(" + s.Label() + ")"
	}
	return s.Label()
}
