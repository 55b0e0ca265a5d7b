package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/larder-go/larder/internal/results"
)

// dimension is what the number of something does to speed.
type dimension struct {
	key   string
	title string
	base  int  // of the axis
	time  bool // ns/op is drawn, not ops/s
	ideal bool // one can say what would be perfect
	read  string
}

var dimensions = []dimension{
	{key: "goroutines", title: "goroutines", base: 10, ideal: true,
		read: "Higher is better. The thin dashed line is what the fastest with the fewest goroutines would reach if each further one did as much, up to GOMAXPROCS and the processors that the machine has."},
	{key: procs, title: "GOMAXPROCS", base: 2, ideal: true,
		read: "Higher is better. The thin dashed line is what the fastest with the fewest processors would reach if each further one that the machine has did as much."},
	{key: "shards", title: "shards", base: 2,
		read: "Higher is better. A flat line means that more shards gain nothing."},
	{key: "keys", title: "keys", base: 10, time: true,
		read: "Time an operation takes, lower is better. A steep part is where the entries no longer fit into a cache of the processor."},
}

// scaling draws speed over numbers of goroutines, processors, shards and keys, and
// notes in drawn which rows it draws.
func scaling(s *source, l *looks, drawn map[*results.Row]bool) (scale, growth []*panel) {
	for _, rows := range byBase(s.with(timed)) {
		shares := byShare(rows)
		for _, d := range dimensions {
			var panels []*panel
			switch {
			case len(shares) < 2 || d.time || d.key == "shards":
				panels = d.panels(s, rows, l, drawn)
			case d.key == procs:
				for _, each := range slices.Sorted(maps.Keys(shares)) {
					of := d.panels(s, shares[each], l, drawn)
					for _, p := range of {
						p.Title += fmt.Sprintf(", %d× as many goroutines", each)
					}
					panels = append(panels, of...)
				}
			}
			if d.time {
				growth = append(growth, panels...)
			} else {
				scale = append(scale, panels...)
			}
		}
	}
	return scale, growth
}

func (d dimension) panels(s *source, rows []*results.Row, l *looks, drawn map[*results.Row]bool) []*panel {
	if values(rows, d.key, d.key == procs) < 2 {
		return nil
	}
	along := []string{d.key}
	if d.key == procs || d.key == "goroutines" {
		if together(rows) { // so many goroutines for each processor
			if d.key == "goroutines" {
				return nil
			}
			along = append(along, "goroutines")
		}
	}
	a := arrange(rows, plan{series: without(contenders, along), along: along})
	var panels []*panel
	for _, g := range a.groups {
		lines, rows := d.lines(g, l)
		if len(lines) == 0 {
			continue
		}
		for _, r := range rows {
			drawn[r] = true
		}
		x := axis{title: d.title, kind: plain, spell: "count", log: true, base: d.base}
		x.within(lines)
		y, what := axis{kind: rate, log: steep(lines)}, "ops/s"
		if d.time {
			y.kind, what = duration, "ns/op"
		}
		if !y.log {
			y.min = 0
		}
		p := &panel{Title: what + " over " + d.title, Source: s, Read: d.read, Same: a.common, Table: pivot(x, y.kind, lines)}
		if g.label != "" {
			p.Title += ": " + g.label
		}
		if y.log {
			p.Read += " The scale is logarithmic: a step up is so many times as much."
		}
		all := lines
		if d.ideal {
			all = append(slices.Clone(lines), ideal(lines, d, g, s.cores()))
		}
		p.Chart = newChart(p.Title, x, y, all)
		panels = append(panels, p)
	}
	return panels
}

// procs is the part of a name that says how many processors there were. A name without
// it is of one, as go test writes it.
const procs = "gomaxprocs"

func (d dimension) place(r *results.Row) string {
	if text := r.Part(d.key); text != "" || d.key != procs {
		return text
	}
	return "1"
}

// together reports whether all rows have a goroutine for each processor, or two, …
func together(rows []*results.Row) bool { return len(byShare(rows)) == 1 }

// byShare returns the rows by their goroutines for each processor, nil unless that is a
// whole number everywhere and each number of processors has the same ones.
func byShare(rows []*results.Row) map[int][]*results.Row {
	shares, count := make(map[int][]*results.Row), make(map[[2]int]bool)
	machines := make(map[int]bool)
	for _, r := range rows {
		goroutines, err := strconv.Atoi(r.Part("goroutines"))
		on, failed := strconv.Atoi(dimension{key: procs}.place(r))
		if err != nil || failed != nil || on < 1 || goroutines%on != 0 {
			return nil
		}
		share := goroutines / on
		shares[share] = append(shares[share], r)
		count[[2]int{share, on}], machines[on] = true, true
	}
	if len(machines) < 2 || len(count) != len(shares)*len(machines) {
		return nil
	}
	return shares
}

// lines returns the lines of a group that have two points or more, and their rows.
func (d dimension) lines(g *group, l *looks) (lines []line, drawn []*results.Row) {
	for _, one := range g.series {
		ln := line{label: one.label, look: l.of(one)}
		var rows []*results.Row
		for _, r := range one.rows {
			v, err := strconv.ParseFloat(d.place(r), 64)
			if err != nil || v <= 0 {
				continue
			}
			samples := r.Samples["ns/op"]
			if !d.time {
				samples = speeds(r)
			}
			ln.points = append(ln.points, point{v, thousands(d.place(r)), samples})
			rows = append(rows, r)
		}
		if floors[one.name] {
			if !d.time { // far above the others: they would be flat beside it
				continue
			}
			ln.label += " (floor)"
			ln.look.Dash, ln.look.Colour, ln.look.Width = dotted, neutral, 1.5
		}
		if len(ln.points) > 1 {
			ln.sort()
			lines, drawn = append(lines, ln), append(drawn, rows...)
		}
	}
	return lines, drawn
}

// speeds returns the samples of operations a second.
func speeds(r *results.Row) []float64 {
	if has(r, "ops/s") {
		return r.Samples["ops/s"]
	}
	var all []float64
	for _, ns := range r.Samples["ns/op"] {
		all = append(all, 1e9/ns)
	}
	return all
}

// span returns the first and the last place of lines.
func span(lines []line) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, l := range lines {
		for _, p := range l.points {
			lo, hi = min(lo, p.x), max(hi, p.x)
		}
	}
	return lo, hi
}

// within has the axis begin and end where lines do.
func (a *axis) within(lines []line) {
	if lo, hi := span(lines); lo < hi {
		a.min, a.max = lo, hi
	}
}

// steep reports whether values differ so much that a linear axis would hide most.
func steep(lines []line) bool {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, l := range lines {
		for _, p := range l.points {
			v := estimated(p.samp).mid
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	return lo > 0 && hi/lo >= 8
}

// cores returns how many processors the machine had; infinitely many where that is not
// known.
func (s *source) cores() float64 {
	if s.Manifest == nil || s.Manifest.Machine.Cores < 1 {
		return math.Inf(1)
	}
	return float64(s.Manifest.Machine.Cores)
}

// ideal goes up from the best of the lines at the smallest number, and no further than
// there are cores: Go may be told to use more.
func ideal(lines []line, d dimension, g *group, cores float64) line {
	lo, hi := span(lines)
	var best float64
	var xs []float64
	for _, l := range lines {
		for _, p := range l.points {
			if p.x == lo {
				best = max(best, estimated(p.samp).mid)
			}
			if !slices.Contains(xs, p.x) {
				xs = append(xs, p.x)
			}
		}
	}
	most := min(hi, max(cores, lo))
	if d.key == "goroutines" {
		if n, err := strconv.ParseFloat(dimension{key: procs}.place(g.first), 64); err == nil {
			most = min(most, max(n, lo))
		}
	}
	xs = append(xs, most)
	slices.Sort(xs)
	ln := line{label: "ideal", look: look{neutral, dashed, none, 1.2}, quiet: true}
	for _, x := range slices.Compact(xs) {
		ln.points = append(ln.points, point{x, fmt.Sprint(x), []float64{best * min(x, most) / lo}})
	}
	return ln
}
