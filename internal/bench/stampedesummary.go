package bench

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// StampedeSummary is all samples of one cell, reduced to medians.
type StampedeSummary struct {
	StampedeCell
	Samples int
	ByUnit  map[string]float64
}

// StampedeGroup holds the cells that are to be compared with each other: those that
// differ in their protection alone.
type StampedeGroup struct {
	Goroutines int
	Latency    time.Duration
	Errors     float64
	Summaries  []StampedeSummary // those that make the least wait first, the floor last
}

// SummarizeStampede groups rows in the order of their first appearance.
func SummarizeStampede(rows []StampedeRow) (groups []StampedeGroup) {
	var names []string
	cells := make(map[string][]StampedeRow)
	for _, r := range rows {
		name := r.Name()
		if cells[name] == nil {
			names = append(names, name)
		}
		cells[name] = append(cells[name], r)
	}
	for _, name := range names {
		of := cells[name]
		s := StampedeSummary{StampedeCell: of[0].StampedeCell, Samples: len(of), ByUnit: medians(of, StampedeRow.values)}
		i := slices.IndexFunc(groups, func(g StampedeGroup) bool {
			return g.Goroutines == s.Goroutines && g.Latency == s.Latency && g.Errors == s.Errors
		})
		if i < 0 {
			i = len(groups)
			groups = append(groups, StampedeGroup{Goroutines: s.Goroutines, Latency: s.Latency, Errors: s.Errors})
		}
		groups[i].Summaries = append(groups[i].Summaries, s)
	}
	for _, g := range groups {
		slices.SortStableFunc(g.Summaries, func(a, b StampedeSummary) int {
			if a.Protection.Floor != b.Protection.Floor {
				if a.Protection.Floor {
					return 1
				}
				return -1
			}
			return cmp.Compare(a.ByUnit["wait-p99-ns"], b.ByUnit["wait-p99-ns"])
		})
	}
	return groups
}

// String names the group.
func (g StampedeGroup) String() string {
	goroutines := "1 goroutine"
	if g.Goroutines > 1 {
		goroutines = fmt.Sprintf("%d goroutines", g.Goroutines)
	}
	return fmt.Sprintf("%s, a load takes %v, %.3g %% fail", goroutines, g.Latency, 100*g.Errors)
}
