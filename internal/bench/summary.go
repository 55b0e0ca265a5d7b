package bench

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
)

// Summary is all samples of one cell, reduced to medians.
type Summary struct {
	Cell
	Samples int

	NsPerOp      benchmath.Summary // the median, and where it lies with 95 % confidence
	OpsPerSecond float64
	HitPercent   float64
	WritePercent float64 // Sets and Deletes among the operations that were run
	Gets         bool    // whether there is a HitPercent
	BytesPerOp   float64
	AllocsPerOp  float64
	Overhead     float64 // bytes by entry, of Memory alone, as Resident
	Resident     float64
	TornPercent  float64 // of Iterations alone, as BesidePercent

	ResidentKnown bool // whether there is a Resident
	BesidePercent float64
	ByUnit        map[string]float64 // of Snapshots, Sweeps, SweepTimes, Latency and Collections alone

	times *benchmath.Sample
}

// Group holds the cells that are to be compared with each other: those of one
// workload, one capacity, one number of goroutines, one load and, unless sweepers are what is
// compared, one sweeper.
type Group struct {
	Work       string
	Variant    string // as in Work
	Sweeper    string // "" where the plan has no more than one, or compares them
	Capacity   string // as in Cell
	Goroutines int
	Under      string // further conditions, such as a rate; "": none
	Subject    Subject
	Summaries  []Summary // the best first, the floor rows last
	Cannot     []Cannot  // what belongs here too and could not be measured
}

// holds reports whether a cell is one of the group's.
func (g Group) holds(c Cell) bool {
	return g.Work == c.Work && g.Variant == c.Variant && g.Sweeper == c.together() && g.Capacity == c.Capacity &&
		g.Goroutines == c.Goroutines && g.Under == c.under()
}

// groupOf returns the group of a cell, which is empty if it is not among all.
func groupOf(c Cell, all []Group) (groups []Group, g *Group) {
	i := slices.IndexFunc(all, func(g Group) bool { return g.holds(c) })
	if i < 0 {
		i = len(all)
		all = append(all, Group{
			Work: c.Work, Variant: c.Variant, Sweeper: c.together(), Capacity: c.Capacity, Goroutines: c.Goroutines, Under: c.under(), Subject: c.Subject,
		})
	}
	return all, &all[i]
}

// Summarize groups rows in the order of their first appearance, and what is missing
// among them. Where nothing else could be measured a group has no Summaries.
func Summarize(rows []Row, missing ...Cannot) []Group {
	var names []string
	cells := make(map[string][]Row)
	for _, r := range rows {
		name := r.Name()
		if cells[name] == nil {
			names = append(names, name)
		}
		cells[name] = append(cells[name], r)
	}
	var groups []Group
	for _, name := range names {
		s := summarize(cells[name])
		var g *Group
		groups, g = groupOf(s.Cell, groups)
		g.Summaries = append(g.Summaries, s)
	}
	for _, m := range missing {
		var g *Group
		groups, g = groupOf(m.Cell, groups)
		g.Cannot = append(g.Cannot, m)
	}
	for _, g := range groups {
		slices.SortStableFunc(g.Summaries, func(a, b Summary) int {
			if a.Floor != b.Floor {
				if a.Floor {
					return 1
				}
				return -1
			}
			return cmp.Compare(a.rank(), b.rank())
		})
	}
	return groups
}

func summarize(rows []Row) Summary {
	s := Summary{
		Cell:         rows[0].Cell,
		Samples:      len(rows),
		times:        sampleOf(rows, Row.NsPerOp),
		OpsPerSecond: median(rows, Row.OpsPerSecond),
		BytesPerOp:   median(rows, func(r Row) float64 { return float64(r.Bytes) / float64(r.Ops()) }),
		AllocsPerOp:  median(rows, func(r Row) float64 { return float64(r.Allocs) / float64(r.Ops()) }),
	}
	s.WritePercent = median(rows, Row.WritePercent)
	s.Overhead = median(rows, func(r Row) float64 { return r.Outcome.Overhead() })
	s.Resident = median(rows, func(r Row) float64 { return r.ResidentByEntry() })
	s.ResidentKnown = rows[0].Outcome.Resident.Known
	s.TornPercent = median(rows, func(r Row) float64 { return percent(r.Torn, r.Views) })
	s.BesidePercent = median(rows, func(r Row) float64 { return percent(r.Beside, r.Views) })
	switch s.Subject {
	case Snapshots, Sweeps, SweepTimes, Latency, Collections:
		s.ByUnit = medians(rows, Row.values)
	}
	s.NsPerOp = benchmath.AssumeNothing.Summary(s.times, 0.95)
	_, s.Gets = rows[0].HitRatio()
	s.HitPercent = median(rows, func(r Row) float64 {
		ratio, _ := r.HitRatio()
		return 100 * ratio
	})
	return s
}

// medians returns the median of each unit, over the rows that have it.
func medians[R any](rows []R, valuesOf func(R) []benchfmt.Value) map[string]float64 {
	values := make(map[string][]float64)
	for _, r := range rows {
		for _, v := range valuesOf(r) {
			values[v.Unit] = append(values[v.Unit], v.Value)
		}
	}
	middle := make(map[string]float64)
	for unit, all := range values {
		middle[unit] = benchmath.AssumeNothing.Summary(benchmath.NewSample(all, &benchmath.DefaultThresholds), 0.95).Center
	}
	return middle
}

// rank is the less the better; what was not told is the last.
func (s Summary) rank() float64 {
	if _, told := s.ByUnit["gc-cpu-ns/op"]; s.Subject == Collections && !told {
		return math.Inf(1) // no cycle ended
	}
	return [...]float64{s.NsPerOp.Center, s.Overhead, s.TornPercent, s.ByUnit["set-p99.9-ns"], s.ByUnit["get-p99.9-ns"], s.ByUnit["mean-overdue"], s.ByUnit["p99-ns"], s.ByUnit["gc-cpu-ns/op"]}[s.Subject]
}

// Spread returns how far the median time may be off with 95 % confidence, as a
// share of it; 0 where the samples are too few to tell.
func (s Summary) Spread() float64 {
	if math.IsInf(s.NsPerOp.Lo, 0) || math.IsInf(s.NsPerOp.Hi, 0) || s.NsPerOp.Center == 0 {
		return 0
	}
	return max(s.NsPerOp.Hi/s.NsPerOp.Center-1, 1-s.NsPerOp.Lo/s.NsPerOp.Center)
}

func sampleOf(rows []Row, value func(Row) float64) *benchmath.Sample {
	values := make([]float64, len(rows))
	for i, r := range rows {
		values[i] = value(r)
	}
	return benchmath.NewSample(values, &benchmath.DefaultThresholds)
}

func median(rows []Row, value func(Row) float64) float64 {
	return benchmath.AssumeNothing.Summary(sampleOf(rows, value), 0.95).Center
}

// String names the group.
func (g Group) String() string {
	parts := []string{g.Work}
	if g.Variant != "" {
		parts = append(parts, g.Variant)
	}
	if g.Capacity != "" {
		parts = append(parts, "capacity "+g.Capacity)
	}
	switch {
	case !g.Subject.operates():
	case g.Goroutines == 1:
		parts = append(parts, "1 goroutine")
	default:
		parts = append(parts, fmt.Sprintf("%d goroutines", g.Goroutines))
	}
	if g.Under != "" {
		parts = append(parts, g.Under)
	}
	if g.Sweeper != "" {
		parts = append(parts, "sweeper "+g.Sweeper)
	}
	return strings.Join(parts, ", ")
}
