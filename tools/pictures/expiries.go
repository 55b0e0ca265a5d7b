package main

import (
	"fmt"
	"math"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// drawExpiries shows what jitter does to keys that are set together.
//
// The logarithms are taken here: plot.LogScale takes the label of the axis for
// one at its end, and makes room for it there.
func drawExpiries(in results) (*chart, error) {
	p := newPlot("", "minutes since they were set", "expiries in a second (logarithmic)")
	p.Legend.Left, p.Legend.XOffs = true, 12
	var keys float64
	for _, way := range []struct{ name, jitter, ttl, pen string }{
		{"5 minutes to live", "/jitter=0", "/ttl=5m", "together"},
		{"5 minutes, with Options.Jitter 0.2", "/jitter=0.2", "/ttl=5m", "jitter"},
		{"larder.Between(4 minutes, 6 minutes)", "/jitter=0", "/ttl=4m-6m", "between"},
	} {
		rows, err := in.of(way.jitter, way.ttl)
		if err != nil {
			return nil, err
		}
		counts, err := rows.over(time.Minute, "expiries/s")
		if err != nil {
			return nil, err
		}
		keys = 0
		for i, c := range counts {
			keys += c.Y
			counts[i].Y = math.Log10(max(c.Y, least))
		}
		if err := addLine(p, pens[way.pen], way.name, bars(counts, 1.0/60, math.Log10(least))); err != nil {
			return nil, err
		}
	}
	p.Title.Text = fmt.Sprintf("When %s keys expire that were set at the same time", plain(keys))
	p.X.Max = 7
	p.Y.Min, p.Y.Max, p.Y.Tick.Marker = math.Log10(least), math.Log10(2*keys), decades{}
	return &chart{[]*plot.Plot{p}}, nil
}

// least is where the logarithmic axis begins: less than one expiry, which
// stands for none.
const least = 0.7

// bars returns the outline of bars of this width, which stand on the floor.
func bars(at plotter.XYs, width, floor float64) (outline plotter.XYs) {
	end := -1.0
	for _, bar := range at {
		if bar.X-end > width/2 { // there is a gap
			if end >= 0 {
				outline = append(outline, plotter.XY{X: end, Y: floor})
			}
			outline = append(outline, plotter.XY{X: bar.X, Y: floor})
		}
		end = bar.X + width
		outline = append(outline, plotter.XY{X: bar.X, Y: bar.Y}, plotter.XY{X: end, Y: bar.Y})
	}
	return append(outline, plotter.XY{X: end, Y: floor})
}

// decades are marks at the powers of ten, of an axis of their logarithms.
type decades struct{}

// Ticks implements [plot.Ticker].
func (decades) Ticks(low, high float64) (marks []plot.Tick) {
	for v := math.Ceil(low); v <= high; v++ {
		marks = append(marks, plot.Tick{Value: v, Label: plain(math.Pow(10, v))})
	}
	return marks
}
