package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// object is a part of what ECharts is told, which is JSON.
type object map[string]any

// chart is lines over an axis. In its Option, strings that begin with "@" stand for
// what JSON cannot hold: colours of the theme, and functions that write numbers. The
// script of the page knows them.
type chart struct {
	Label  string // for those who do not see it
	Option object
	Legend []entry
}

// entry is a line of the legend.
type entry struct {
	Label, Name string // what is shown, and what ECharts calls the series
	look
}

// axis is one of the two of a chart.
type axis struct {
	title string
	kind  kind
	spell string // how numbers are written, where it is not the kind; see page.js
	log   bool
	base  int // of the logarithm; 0 means 10
	min   any
	max   any
	tight bool // need not begin at 0
}

// line is a series of a chart.
type line struct {
	label  string
	look   look
	points []point
	quiet  bool // left out of what the description counts
}

// point is a value at a place of the axis, and the name of that place in tables.
type point struct {
	x    float64
	at   string
	samp []float64
}

func (a axis) option() object {
	name := a.spell
	if name == "" {
		name = string(a.kind)
	}
	o := object{
		"type": "value", "axisLabel": object{"formatter": "@" + name, "hideOverlap": true},
		"axisPointer": object{"label": object{"formatter": "@" + name + "Label"}},
	}
	if a.log {
		o["type"] = "log"
		if a.base != 0 {
			o["logBase"] = a.base
		}
	}
	if a.tight {
		o["scale"] = true
	}
	if a.min != nil {
		o["min"] = a.min
	}
	if a.max != nil {
		o["max"] = a.max
	}
	return o
}

// newChart draws lines. title is what it shows.
func newChart(title string, x, y axis, lines []line) *chart {
	c := &chart{}
	var drawn []object
	var names []string
	for _, l := range lines {
		var data [][2]float64
		for _, p := range l.points {
			data = append(data, [2]float64{p.x, estimated(p.samp).mid})
		}
		size := 7
		if len(data) > 24 || l.look.Symbol == none {
			size = 0
		}
		drawn = append(drawn, object{
			"type": "line", "name": l.label, "data": data, "color": l.look.Colour,
			"symbol": l.look.Symbol.name, "symbolSize": size, "showSymbol": size > 0,
			"lineStyle": object{"type": l.look.Dash.echarts(), "width": l.look.Width},
			"emphasis":  object{"focus": "series"},
		})
		c.Legend = append(c.Legend, entry{l.label, l.label, l.look})
		if !l.quiet {
			names = append(names, l.label)
		}
	}
	xo := x.option()
	xo["name"], xo["nameLocation"], xo["nameGap"] = x.title, "middle", 28
	c.Option = object{
		"animation": false,
		"grid":      object{"left": 6, "right": 22, "top": 14, "bottom": 40, "outerBoundsMode": "same", "outerBoundsContain": "axisLabel"},
		"legend":    object{"show": false},
		"tooltip":   object{"trigger": "axis", "confine": true, "order": order(lines), "valueFormatter": "@" + string(y.kind)},
		"xAxis":     xo,
		"yAxis":     y.option(),
		"series":    drawn,
	}
	c.Label = fmt.Sprintf("Line chart: %s over %s, for %s. The table below it has the figures.", title, x.title, strings.Join(names, ", "))
	return c
}

// order keeps the rows of a tooltip in the order of the lines, from above.
func order(lines []line) string {
	if len(lines) > 1 {
		return "valueDesc"
	}
	return "seriesAsc"
}

// pivot is the table of a chart: a row for each place of the axis, a column for each
// line.
func pivot(x axis, k kind, lines []line) *table {
	t := &table{Head: []string{x.title}}
	at := make(map[float64]string)
	var xs []float64
	for _, l := range lines {
		t.Head = append(t.Head, l.label)
		for _, p := range l.points {
			if _, met := at[p.x]; !met {
				xs = append(xs, p.x)
			}
			at[p.x] = p.at
		}
	}
	slices.Sort(xs)
	for _, v := range xs {
		var cells []tableCell
		for _, l := range lines {
			cells = append(cells, cellOf(k, l.at(v)))
		}
		t.add(at[v], cells...)
	}
	return t
}

func (l line) at(x float64) []float64 {
	for _, p := range l.points {
		if p.x == x {
			return p.samp
		}
	}
	return nil
}

func (l *line) sort() {
	slices.SortStableFunc(l.points, func(a, b point) int { return cmp.Compare(a.x, b.x) })
}
