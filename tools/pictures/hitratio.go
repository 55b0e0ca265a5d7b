package main

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
)

// drawHitRatios shows, on a sheet for each trace, what policies and caches on one
// goroutine find over the number of entries. What there is, and in which order the
// legend has it, the results say: adding a policy there is enough.
func drawHitRatios(in results) ([]sheet, error) {
	var traces []string
	var all []series
	for _, r := range in {
		s, ok := seriesOf(r)
		if !ok {
			continue
		}
		if trace := r.label("trace"); !slices.Contains(traces, trace) {
			traces = append(traces, trace)
		}
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	if len(traces) == 0 {
		return nil, fmt.Errorf("there is no line with /trace=, /capacity= and /policy= or /backend=")
	}
	var sheets []sheet
	for _, trace := range traces {
		rows, err := in.of("/trace=" + trace)
		if err != nil {
			return nil, err
		}
		c, err := drawTrace(trace, rows, all)
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, sheet{trace, c})
	}
	return sheets, nil
}

// series is a policy or a cache.
type series struct {
	name  string
	cache bool
}

// seriesOf returns whose figure a row is; it is false for rows that no line has:
// those of several goroutines, or by weight.
func seriesOf(r row) (series, bool) {
	if r.label("trace") == "" || r.label("capacity") == "" || r.label("max-weight") != "" {
		return series{}, false
	}
	if name := r.label("policy"); name != "" {
		return series{name, false}, true
	}
	return series{r.label("backend"), true}, r.label("goroutines") == "1"
}

// colours are those of Okabe and Ito (2008) but for black, the optimum's, and the
// blue of adaptive.
var colours = []color.RGBA{
	{R: 0xD5, G: 0x5E, B: 0x00, A: 0xFF}, {R: 0x00, G: 0x9E, B: 0x73, A: 0xFF}, {R: 0xE6, G: 0x9F, B: 0x00, A: 0xFF},
	{R: 0xCC, G: 0x79, B: 0xA7, A: 0xFF}, {R: 0x56, G: 0xB4, B: 0xE9, A: 0xFF}, {R: 0x80, G: 0x80, B: 0x80, A: 0xFF},
}

// penOf returns how a series is drawn: with the same pen on all sheets; caches dashed.
func penOf(s series, all []series) pen {
	switch s {
	case series{"opt", false}:
		return pen{colour: color.RGBA{A: 0xFF}, dashes: []vg.Length{7, 4}}
	case series{"adaptive", false}:
		return pens["adaptive"]
	}
	at := 0 // among its like
	for _, other := range all[:slices.Index(all, s)] {
		if other.cache == s.cache && other.name != "opt" && other.name != "adaptive" {
			at++
		}
	}
	p := pen{colour: colours[at%len(colours)]}
	if s.cache {
		p.dashes = []vg.Length{2, 2}
	}
	return p
}

// drawTrace draws one sheet.
func drawTrace(trace string, rows results, all []series) (*chart, error) {
	p := newPlot("Hit ratio on "+trace, "entries (logarithmic)", "% of the requests")
	low, high := math.Inf(1), math.Inf(-1)
	least, most := 100.0, 0.0
	for _, s := range drawn(all) {
		line, err := rows.overCapacity(s)
		if err != nil {
			return nil, err
		}
		if len(line) == 0 {
			continue // not on this trace
		}
		low, high = min(low, line[0].X), max(high, line[len(line)-1].X)
		for _, point := range line {
			least, most = min(least, point.Y), max(most, point.Y)
		}
		name := s.name
		switch {
		case name == "opt":
			name = "optimum"
		case s.cache && slices.Contains(all, series{s.name, false}):
			name += " (library)"
		}
		if err := addLine(p, penOf(s, all), name, line); err != nil {
			return nil, err
		}
	}
	if low == high {
		return nil, fmt.Errorf("%s has one capacity alone: no line goes through one point", trace)
	}
	p.X.Min, p.X.Max = low, high+(high-low)*legendRoom
	p.X.Tick.Marker = sizes{high}
	p.Y.Min = 10 * math.Floor(least/10)
	p.Y.Max = max(10*math.Ceil(most/10), p.Y.Min+10)
	return &chart{[]*plot.Plot{p}}, nil
}

// drawn returns the series in the order in which they are drawn: the default last, so
// that none hides it.
func drawn(all []series) []series {
	last := series{"adaptive", false}
	order := slices.DeleteFunc(slices.Clone(all), func(s series) bool { return s == last })
	if len(order) < len(all) {
		order = append(order, last)
	}
	return order
}

// legendRoom is what the legend takes on the right, as a share of the width of the
// lines: they cross all of it from the lower left to the upper right.
const legendRoom = 0.3

// overCapacity returns the hit ratios of a series over the logarithm of the capacity.
func (r results) overCapacity(s series) (line plotter.XYs, err error) {
	for _, one := range r {
		if of, ok := seriesOf(one); !ok || of != s {
			continue
		}
		entries, err := strconv.ParseFloat(one.label("capacity"), 64)
		if err != nil || !(entries >= 1) || math.IsInf(entries, 0) {
			return nil, fmt.Errorf("line %d: capacity=%s is no number of entries", one.line, one.label("capacity"))
		}
		ratio, ok := one.values["hit-%"]
		if !ok {
			return nil, fmt.Errorf("line %d has no hit-%%", one.line)
		}
		line = append(line, plotter.XY{X: math.Log10(entries), Y: ratio})
	}
	slices.SortFunc(line, func(a, b plotter.XY) int {
		if a.X < b.X {
			return -1
		}
		return 1
	})
	return line, nil
}

// sizes are marks at 1, 2 and 5 times the powers of ten, of an axis of logarithms,
// up to where the lines end.
type sizes struct{ end float64 }

// Ticks implements [plot.Ticker].
func (s sizes) Ticks(low, _ float64) (marks []plot.Tick) {
	for decade := math.Floor(low); decade <= s.end; decade++ {
		for _, times := range []float64{1, 2, 5} {
			entries := times * math.Pow(10, decade)
			if at := math.Log10(entries); at >= low && at <= s.end {
				marks = append(marks, plot.Tick{Value: at, Label: plain(entries)})
			}
		}
	}
	return marks
}
