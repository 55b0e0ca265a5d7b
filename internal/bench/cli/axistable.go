package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/larder-go/larder/internal/bench"
)

// titled is a table with what stands above it.
type titled struct{ title, text string }

// axisAbout says what the figures along an axis are; "" where there is none.
func axisAbout(a axis) string {
	switch a {
	case byProcs:
		return "Medians. ideal: the rate with the fewest processors, times as many as Go may use, and not more than the machine has; " +
			"speed-up: over the fewest; of ideal: in %. Names in brackets are floors."
	case byKeys:
		return "Medians of ns/op, by number of keys. Names in brackets are floors."
	}
	return ""
}

// arranged returns the tables along an axis; none where there is no axis.
func arranged(groups []bench.Group, a axis) (tables []titled) {
	if a == byBackend {
		return nil
	}
	var titles []string
	of := make(map[string][]bench.Summary)
	for _, g := range groups {
		for _, s := range g.Summaries {
			title := without(s, a)
			if of[title] == nil {
				titles = append(titles, title)
			}
			of[title] = append(of[title], s)
		}
	}
	for _, title := range titles {
		draw := renderScale
		if a == byKeys {
			draw = renderGrowth
		}
		tables = append(tables, titled{title, draw(of[title])})
	}
	return tables
}

// without names what rows have in common that differ along an axis, or in the backend.
func without(s bench.Summary, a axis) string {
	parts := []string{s.Work}
	if s.Capacity != "" {
		parts = append(parts, "capacity "+s.Capacity)
	}
	if s.Sweeper != "" {
		parts = append(parts, "sweeper "+s.Sweeper)
	}
	if a == byProcs && s.Variant != "" {
		parts = append(parts, s.Variant)
	}
	if a == byKeys {
		parts = append(parts, fmt.Sprintf("goroutines %d", s.Goroutines))
	}
	if a == byKeys && s.Procs > 0 {
		parts = append(parts, fmt.Sprintf("GOMAXPROCS %d", s.Procs))
	}
	return strings.Join(parts, ", ")
}

// renderScale draws rates beside the ideal ones: backend by backend, and of each
// the same number of goroutines for each processor together, by processors.
func renderScale(all []bench.Summary) string {
	var names []string // the fastest first, as in the first group
	for _, s := range all {
		if !slices.Contains(names, bracketed(s)) {
			names = append(names, bracketed(s))
		}
	}
	slices.SortStableFunc(all, func(a, b bench.Summary) int {
		return cmp.Or(
			cmp.Compare(slices.Index(names, bracketed(a)), slices.Index(names, bracketed(b))),
			cmp.Compare(perProc(a), perProc(b)),
			cmp.Compare(a.Procs, b.Procs),
		)
	})
	t := newTable("backend", "GOMAXPROCS", "goroutines", "Mops/s", "ideal", "speed-up", "of ideal")
	var first bench.Summary
	for i, s := range all {
		if i == 0 || bracketed(s) != bracketed(first) || perProc(s) != perProc(first) {
			first = s
		}
		ideal := first.OpsPerSecond / cores(first) * cores(s)
		t.AppendRow(table.Row{
			bracketed(s), s.Procs, s.Goroutines, fmt.Sprintf("%.2f", s.OpsPerSecond/1e6), fmt.Sprintf("%.2f", ideal/1e6),
			fmt.Sprintf("%.2f", s.OpsPerSecond/first.OpsPerSecond), fmt.Sprintf("%.0f", 100*s.OpsPerSecond/ideal),
		})
	}
	return t.Render()
}

// perProc returns the goroutines for each processor; where that is no whole number,
// those of all, so that they come last and together.
func perProc(s bench.Summary) int {
	procs := max(s.Procs, 1)
	if s.Goroutines%procs == 0 {
		return s.Goroutines / procs
	}
	return mostGoroutines*mostProcs + s.Goroutines
}

// cores returns how many processors of the machine a row can have used.
func cores(s bench.Summary) float64 {
	return float64(min(max(s.Procs, 1), runtime.NumCPU(), s.Goroutines))
}

// renderGrowth draws ns/op, a row for each backend and a column for each size.
func renderGrowth(all []bench.Summary) string {
	var sizes, names []string
	figures := make(map[[2]string]string)
	for _, s := range all {
		size, name := cmp.Or(s.Variant, "ns/op"), bracketed(s)
		if !slices.Contains(sizes, size) {
			sizes = append(sizes, size)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		figures[[2]string{size, name}] = fmt.Sprintf("%.1f", s.NsPerOp.Center)
	}
	header := []any{"backend"}
	for _, size := range sizes {
		header = append(header, size)
	}
	t := newTable(header...)
	for _, name := range names {
		row := table.Row{name}
		for _, size := range sizes {
			row = append(row, cmp.Or(figures[[2]string{size, name}], "-"))
		}
		t.AppendRow(row)
	}
	return t.Render()
}
