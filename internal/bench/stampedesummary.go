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

// Verdict says in a sentence or two what an expiry costs, and which protection makes
// callers wait the least; "" where there are not two to compare.
func (g StampedeGroup) Verdict() string {
	ranked := slices.DeleteFunc(slices.Clone(g.Summaries), func(s StampedeSummary) bool { return s.Protection.Floor })
	if len(ranked) < 2 {
		return ""
	}
	by := func(unit string) func(a, b StampedeSummary) int {
		return func(a, b StampedeSummary) int { return cmp.Compare(a.ByUnit[unit], b.ByUnit[unit]) }
	}
	most, fewest := slices.MaxFunc(ranked, by("loads/expiry")), slices.MinFunc(ranked, by("loads/expiry"))
	best, worst := ranked[0], ranked[len(ranked)-1]
	text := fmt.Sprintf("%v: an expiry costs %.3g loads with %v and %.3g with %v. 99 %% of the calls wait no longer than %s with %v, and %s with %v",
		g, most.ByUnit["loads/expiry"], most.Protection, fewest.ByUnit["loads/expiry"], fewest.Protection,
		milliseconds(best), best.Protection, milliseconds(worst), worst.Protection)
	if stale := best.ByUnit["stale-%"]; stale > 0 {
		text += fmt.Sprintf("; %.2g %% of those with %v get a value past its TTL", stale, best.Protection)
	}
	return text + "."
}

func milliseconds(s StampedeSummary) string {
	return fmt.Sprintf("%.3g ms", s.ByUnit["wait-p99-ns"]/1e6)
}
