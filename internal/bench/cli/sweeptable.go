package cli

import (
	"fmt"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/larder-go/larder/internal/bench"
)

// sweepAbout says what the figures of the tables of sweep are; "" of others.
func sweepAbout(s bench.Subject) string {
	switch s {
	case bench.Sweeps:
		return "In µs, 99.9 % are not longer. get: Gets of a reader while entries expire; set: calls of Set; late: from when an operation was due to its end; " +
			"idle: the same with an hour to live; hold: for how long the sweeper held a lock, at most; cpu: its share of a processor; " +
			"overdue: the most entries past their deadline that were there at once; lag: for how long at least, or as Stats tells it."
	case bench.SweepTimes:
		return "The most at a step of virtual time: entries, those past their deadline, and for how long; mean: how many were, on average; caught up: when none was any more, for good."
	}
	return ""
}

// column is a figure of a table: a unit, what it is divided by, and its digits.
type column struct {
	unit   string
	by     float64
	digits int
}

// renderSweeps draws one group of sweeps: the shortest Gets first.
func renderSweeps(g bench.Group) string {
	return renderUnits(g, []any{"backend, sweeper", "get", "idle", "set", "idle", "late", "idle", "hold", "max", "cpu %", "overdue", "lag s", "told s"}, []column{
		{"get-p99.9-ns", 1e3, 1}, {"idle-get-p99.9-ns", 1e3, 1}, {"set-p99.9-ns", 1e3, 1}, {"idle-set-p99.9-ns", 1e3, 1},
		{"late-p99.9-ns", 1e3, 1}, {"idle-late-p99.9-ns", 1e3, 1}, {"hold-p99.9-ns", 1e3, 1}, {"hold-max-ns", 1e3, 1},
		{"sweep-cpu-%", 1, 2}, {"overdue-max-entries", 1, 0}, {"lag-max-s", 1, 2}, {"told-lag-max-s", 1, 2},
	})
}

// renderSweepTimes draws one group in virtual time: what leaves least behind first.
func renderSweepTimes(g bench.Group) string {
	return renderUnits(g, []any{"backend, sweeper", "resident", "overdue", "mean", "lag s", "caught up s"}, []column{
		{"peak-resident", 1, 0}, {"peak-overdue", 1, 0}, {"mean-overdue", 1, 0}, {"peak-lag-s", 1, 2}, {"caught-up-s", 1, 2},
	})
}

// renderUnits draws a group by units, with a dash where there is none.
func renderUnits(g bench.Group, header []any, columns []column) string {
	t := newTable(header...)
	for _, s := range g.Summaries {
		t.AppendRow(append(table.Row{bracketed(s)}, cells(s.ByUnit, columns)...))
	}
	return t.Render()
}

// cells returns what stands in the columns, with a dash where there is nothing.
func cells(byUnit map[string]float64, columns []column) (row table.Row) {
	for _, c := range columns {
		cell := "-"
		if v, ok := byUnit[c.unit]; ok {
			cell = fmt.Sprintf("%.*f", c.digits, v/c.by)
		}
		row = append(row, cell)
	}
	return row
}
