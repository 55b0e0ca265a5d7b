package readme

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/larder-go/larder/internal/results"
)

// The names that policies have in results.
const (
	flagship = "adaptive"
	optimum  = "opt"
)

// HitRatios returns a Markdown table of what cachebench replay -o wrote: a row for
// each trace and capacity in the order of their first appearance; a column for each
// policy, in code, and each cache on one goroutine, in plain type, with the number of
// shards where it has one; the optimum last.
// The best of a row but the optimum is bold. Where adaptive is among the policies
// it comes first, with how far it is behind the best, and a sentence below sums
// that up. Replays with several goroutines or by weight are left out.
func HitRatios(in io.Reader, name string) (string, error) {
	set, err := load(in, name)
	if err != nil {
		return "", err
	}
	t := hitTable{cells: map[hitRow]map[hitColumn]float64{}}
	for _, record := range set.Rows {
		if err := t.add(record); err != nil {
			return "", err
		}
	}
	if len(t.rows) == 0 {
		return "", fmt.Errorf("readme: %s holds no hit ratios of a trace with a capacity", name)
	}
	return t.markdown(), nil
}

// hitRow is a trace and a number of entries, as they are written.
type hitRow struct{ trace, capacity string }

// hitColumn is a policy, or a cache.
type hitColumn struct {
	name  string
	cache bool
}

// Columns stand in this order, and within it in that of their first appearance.
const (
	first    = iota // the flagship
	policies        // others
	caches
	last // the optimum
)

func (c hitColumn) rank() int {
	switch {
	case c == hitColumn{flagship, false}:
		return first
	case c == hitColumn{optimum, false}:
		return last
	case c.cache:
		return caches
	}
	return policies
}

type hitTable struct {
	rows  []hitRow
	cols  []hitColumn
	cells map[hitRow]map[hitColumn]float64
}

// add takes a row of the results, if it belongs into the table.
func (t *hitTable) add(record *results.Row) error {
	ratios := record.Samples["hit-%"]
	row := hitRow{record.Part("trace"), record.Part("capacity")}
	if len(ratios) == 0 || row.trace == "" || row.capacity == "" || record.Part("max-weight") != "" || cmp.Or(record.Part("goroutines"), "1") != "1" {
		return nil
	}
	col := hitColumn{record.Part("policy"), false}
	if col.name == "" {
		col = hitColumn{record.Part("backend"), true}
		if shards := record.Part("shards"); shards != "" {
			col.name += " of " + shards
		}
	}
	if t.cells[row] == nil {
		t.rows = append(t.rows, row)
		t.cells[row] = map[hitColumn]float64{}
	}
	if _, twice := t.cells[row][col]; twice || len(ratios) > 1 {
		return fmt.Errorf("readme: there is a second hit ratio of %s on %s with %s entries", col.name, row.trace, row.capacity)
	}
	t.cells[row][col] = ratios[0]
	if !slices.Contains(t.cols, col) {
		t.cols = append(t.cols, col)
	}
	return nil
}

// markdown writes the table and the sentence below.
func (t *hitTable) markdown() string {
	slices.SortStableFunc(t.cols, func(a, b hitColumn) int { return cmp.Compare(a.rank(), b.rank()) })
	head := []string{"trace", "entries"}
	for _, col := range t.cols {
		if head = append(head, t.heading(col)); col.rank() == first {
			head = append(head, "behind the best")
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| %s |\n|---|%s\n", strings.Join(head, " | "), strings.Repeat("---:|", len(head)-1))
	for _, row := range t.rows {
		fmt.Fprintf(&b, "| %s | %s |", row.trace, row.capacity)
		best := t.best(row)
		for _, col := range t.cols {
			ratio, ok := t.cells[row][col]
			switch {
			case !ok:
				b.WriteString(" |")
			case ratio == best && best > 0 && col.rank() != last:
				fmt.Fprintf(&b, " **%.2f** |", ratio)
			default:
				fmt.Fprintf(&b, " %.2f |", ratio)
			}
			switch {
			case col.rank() == first && ok:
				fmt.Fprintf(&b, " %.2f |", best-ratio)
			case col.rank() == first:
				b.WriteString(" |")
			}
		}
		b.WriteString("\n")
	}
	return b.String() + t.sentence()
}

// sentence sums up how far the flagship is behind; "" where it is not there.
func (t *hitTable) sentence() string {
	var worst, sum float64
	var where hitRow
	rows := 0
	for _, row := range t.rows {
		ratio, ok := t.cells[row][hitColumn{flagship, false}]
		if !ok {
			continue
		}
		behind := t.best(row) - ratio
		rows++
		sum += behind
		if behind > worst {
			worst, where = behind, row
		}
	}
	switch {
	case rows == 0:
		return ""
	case worst == 0:
		return fmt.Sprintf("\n`%s` is the best in each of the %d rows.\n", flagship, rows)
	}
	return fmt.Sprintf("\n`%s` is behind the best of each row by %.2f points at most (%s with %s entries) and by %.2f on average over %d rows.\n",
		flagship, worst, where.trace, where.capacity, sum/float64(rows), rows)
}

// best returns the highest hit ratio of a row but that of the optimum.
func (t *hitTable) best(row hitRow) float64 {
	best := 0.0
	for col, ratio := range t.cells[row] {
		if col.rank() != last {
			best = max(best, ratio)
		}
	}
	return best
}

// heading returns the name of a column. A library may have the name of a policy.
func (t *hitTable) heading(col hitColumn) string {
	switch {
	case col.rank() == last:
		return "optimum"
	case !col.cache:
		return "`" + col.name + "`"
	case slices.Contains(t.cols, hitColumn{col.name, false}):
		return col.name + " (library)"
	}
	return col.name
}
