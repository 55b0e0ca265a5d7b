package report

import (
	"slices"
	"strings"
)

// A backend looks the same in all charts: the colours are those of Okabe and Ito
// ("Color Universal Design", 2008), which people with colour blindness can tell apart,
// without black and yellow, which one of the two backgrounds would swallow. The most
// striking one is larder's flagship's alone. The others are fewer than there are
// backends, and come again with another dash and another symbol.
const flagship = "#D55E00"

// neutral is the colour of what is no contender: that of the text.
const neutral = "@text"

var palette = []string{"#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#8C8C8C"}

// dash is how a line is drawn, as SVG names it.
type dash string

const (
	solid  dash = "none"
	dashed dash = "7 4"
	dotted dash = "2 3"
	mixed  dash = "8 3 2 3"
)

var dashes = []dash{solid, dashed, dotted, mixed}

// echarts returns the dash as ECharts names it.
func (d dash) echarts() any {
	switch d {
	case solid:
		return "solid"
	case dashed:
		return []int{7, 4}
	case dotted:
		return []int{2, 3}
	}
	return []int{8, 3, 2, 3}
}

// symbol marks the points of a line.
type symbol struct {
	name  string // as ECharts names it
	shape string // its path in the legend, around (13, 5)
}

var (
	none    = symbol{"none", ""}
	symbols = []symbol{
		{"circle", "M9.7 5a3.3 3.3 0 1 0 6.6 0a3.3 3.3 0 1 0-6.6 0Z"},
		{"triangle", "M13 1.5L16.5 8H9.5Z"},
		{"rect", "M10 2h6v6h-6Z"},
		{"diamond", "M13 1l4 4l-4 4l-4-4Z"},
		{"path://M0 0H10L5 9Z", "M9.5 2H16.5L13 8.5Z"},
	}
)

// look is how a series is drawn.
type look struct {
	Colour string
	Dash   dash
	Symbol symbol
	Width  float64
}

// Fill is the colour for what is drawn without the script.
func (l look) Fill() string {
	if l.Colour == neutral {
		return "currentColor"
	}
	return l.Colour
}

// Striped tells bars apart as dashes do lines.
func (l look) Striped() bool { return l.Dash != solid }

// Shape is the path of the symbol, "" for none.
func (l look) Shape() string { return l.Symbol.shape }

// known are what has the same look on all pages: by columns the colours, by rows the
// dashes. Those that are often in one chart do not stand in one column.
var known = [][]string{
	{"xsync4", "rwmutex", "theine", "ristretto", "otter", "syncmap"},
	{"xsync3", "otter-ttl", "sharded", "go-cache", "ttlcache", "sync-map"},
	{"2q", "lru", "sharded-syncmap", "cow-map", "sharded-rwmutex", "arc"},
	{"policy=clock", "policy=lru", "policy=tinylfu", "policy=s3fifo", "policy=soonestexpiry", "sharded-cow"},
}

// looks gives out how series look.
type looks struct {
	names    map[string]look
	variants map[string][]string // labels of one name differ in dash and symbol
	given    map[string]int      // by kind: what never meets in a chart need not differ
}

func newLooks() *looks {
	l := &looks{names: make(map[string]look), variants: make(map[string][]string), given: make(map[string]int)}
	for i, row := range known {
		for j, name := range row {
			l.names[name] = lookOf(i*len(palette) + j)
		}
	}
	l.names["cow"] = look{flagship, solid, symbols[0], 3}
	l.names["policy=adaptive"] = look{flagship, dashed, symbols[4], 2.5}
	l.names["policy=optimum"] = look{neutral, dashed, none, 1.5}
	l.names["optimum"] = l.names["policy=optimum"]
	return l
}

func lookOf(n int) look {
	row := n / len(palette)
	return look{palette[n%len(palette)], dashes[row%len(dashes)], symbols[(n+row)%len(symbols)], 2}
}

// of returns the look of a series.
func (l *looks) of(s *series) look {
	name := firstOf(s.name, s.label)
	base, met := l.names[name]
	if !met {
		kind, _, labelled := strings.Cut(name, "=")
		if !labelled {
			kind = "backend"
		}
		n := l.given[kind]
		l.given[kind]++
		if kind == "backend" { // after those that are known
			n += len(palette) / 2
		}
		base = lookOf(n)
		l.names[name] = base
	}
	at := slices.Index(l.variants[name], s.label)
	if at < 0 {
		at = len(l.variants[name])
		l.variants[name] = append(l.variants[name], s.label)
	}
	if at > 0 {
		base.Dash = dashes[(slices.Index(dashes, base.Dash)+at)%len(dashes)]
		base.Symbol = symbols[(slices.Index(symbols, base.Symbol)+at)%len(symbols)]
	}
	return base
}
