package main

import (
	"fmt"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// drawLag shows how a sweeper with a fixed budget falls behind.
func drawLag(in results) (*chart, error) {
	overdue := newPlot("Expired entries that are still there", "minutes since they began to expire", "entries")
	lag := newPlot("How long the oldest has been overdue", "minutes since they began to expire", "minutes")
	for _, strategy := range []struct{ name, means string }{
		{"cursor", "cursor, 1,024 a second"},
		{"adaptive", "adaptive (default)"},
	} {
		rows, err := in.of("/wl=ttl-burst", "/backend=cow", "/interval=1s", "/limit=1024", "/sweeper="+strategy.name)
		if err != nil {
			return nil, err
		}
		entries, err := rows.over(time.Minute, "overdue")
		if err != nil {
			return nil, err
		}
		seconds, err := rows.over(time.Minute, "lag-s")
		if err != nil {
			return nil, err
		}
		for i := range seconds {
			seconds[i].Y /= 60
		}
		if at, ok := caughtUp(entries); ok {
			strategy.means += fmt.Sprintf(": none left at %v", time.Duration(at*float64(time.Minute)).Round(time.Second))
		}
		if err := addLine(overdue, pens[strategy.name], strategy.means, entries); err != nil {
			return nil, err
		}
		if err := addLine(lag, pens[strategy.name], "", seconds); err != nil {
			return nil, err
		}
	}
	overdue.Y.Max *= 1.2 // room for the legend
	return &chart{[]*plot.Plot{overdue, lag}}, nil
}

// caughtUp returns when a line is at 0 for good, but for its beginning, when
// nothing has expired yet. It is false where that is never so.
func caughtUp(line plotter.XYs) (at float64, ok bool) {
	for _, point := range line[1:] {
		switch {
		case point.Y > 0:
			ok = false
		case !ok:
			at, ok = point.X, true
		}
	}
	return at, ok
}
