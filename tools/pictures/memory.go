package main

import (
	"fmt"
	"time"

	"gonum.org/v1/plot"
)

// drawMemory shows what stays in a cache whose entries live for a while, where
// half of the operations read.
func drawMemory(in results) (*chart, error) {
	p := newPlot("", "seconds", "resident entries")
	p.Legend.Left, p.Legend.XOffs = true, 12
	var bytes float64 // of an entry
	for _, strategy := range []struct{ name, means string }{
		{"none", "none: only who meets an expired entry removes it"},
		{"sampled", "sampled: some writes look at a few entries"},
		{"adaptive", "adaptive (default), a sweeper with a timer"},
		{"cursor", "cursor, the same in small bites"},
	} {
		rows, err := in.of("/wl=ttl-short", "/backend=cow", "/scale=10s", "/sweeper="+strategy.name)
		if err != nil {
			return nil, err
		}
		resident, err := rows.over(time.Second, "resident")
		if err != nil {
			return nil, err
		}
		if err := addLine(p, pens[strategy.name], strategy.means, resident); err != nil {
			return nil, err
		}
		p.Title.Text = fmt.Sprintf("Sessions that live for 10 seconds, as many reads as writes; %s other entries stay", plain(resident[0].Y))
		for _, r := range rows {
			if r.values["overdue"] > 0 {
				bytes = r.values["overdue-B"] / r.values["overdue"]
			}
		}
	}
	if bytes > 0 {
		p.Y.Label.Text += " (bytes of keys and values)"
		p.Y.Tick.Marker = ticks{6, func(n float64) string {
			if n == 0 {
				return "0"
			}
			return fmt.Sprintf("%s (%sB)", plain(n), plain(n*bytes))
		}}
	}
	p.Y.Max *= 1.45 // room for the legend
	return &chart{[]*plot.Plot{p}}, nil
}
