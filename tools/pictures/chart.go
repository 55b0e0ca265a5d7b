package main

import (
	"bytes"
	"fmt"
	"html"
	"image/color"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// A picture has 900 by 420 pixels, of 3/4 of a point.
const (
	width  = 900 * 0.75 * vg.Length(1)
	height = 420 * 0.75 * vg.Length(1)
)

// pen is how a series is drawn. What a strategy is called, it has the same pen
// in all pictures. The colours are those of Okabe and Ito (2008), which people
// who confuse some colours can tell apart; dashes help where lines cross.
type pen struct {
	colour color.RGBA
	dashes []vg.Length
}

var pens = map[string]pen{
	"none":     {colour: color.RGBA{R: 0xD5, G: 0x5E, B: 0x00, A: 0xFF}},
	"sampled":  {colour: color.RGBA{R: 0xE6, G: 0x9F, B: 0x00, A: 0xFF}, dashes: []vg.Length{6, 2}},
	"cursor":   {colour: color.RGBA{R: 0x56, G: 0xB4, B: 0xE9, A: 0xFF}, dashes: []vg.Length{8, 3}},
	"adaptive": {colour: color.RGBA{R: 0x00, G: 0x72, B: 0xB2, A: 0xFF}},

	"together": {colour: color.RGBA{R: 0x00, G: 0x00, B: 0x00, A: 0xFF}},
	"jitter":   {colour: color.RGBA{R: 0x00, G: 0x9E, B: 0x73, A: 0xFF}},
	"between":  {colour: color.RGBA{R: 0xCC, G: 0x79, B: 0xA7, A: 0xFF}},
}

// chart is one or more plots, side by side.
type chart struct{ plots []*plot.Plot }

// newPlot returns an empty plot of what is on the y axis over time.
func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = color.White // or the text would vanish on a dark page
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	p.Title.Padding, p.X.Label.Padding, p.Y.Label.Padding = 8, 3, 3
	sans := font.Font{Typeface: "Liberation", Variant: "Sans"}
	for style, size := range map[*text.Style]vg.Length{
		&p.Title.TextStyle: 12, &p.Legend.TextStyle: 10.5,
		&p.X.Label.TextStyle: 10.5, &p.Y.Label.TextStyle: 10.5, &p.X.Tick.Label: 9.5, &p.Y.Tick.Label: 9.5,
	} {
		style.Font = font.From(sans, size)
	}
	p.X.Padding, p.Y.Padding = 0, 0
	p.X.Min, p.Y.Min = 0, 0
	p.X.Tick.Marker, p.Y.Tick.Marker = ticks{7, plain}, ticks{6, plain}
	p.Legend.Top, p.Legend.ThumbnailWidth, p.Legend.Padding = true, 24, 3
	p.Legend.YOffs, p.Legend.XOffs = -6, -6
	grid := plotter.NewGrid()
	grid.Horizontal.Color, grid.Vertical.Color = color.Gray{Y: 0xDD}, color.Gray{Y: 0xEE}
	p.Add(grid)
	return p
}

// addLine draws a line and names it in the legend, unless name is "".
func addLine(p *plot.Plot, with pen, name string, at plotter.XYs) error {
	line, err := plotter.NewLine(at)
	if err != nil {
		return err
	}
	line.Color, line.Width, line.Dashes = with.colour, 2.2, with.dashes
	p.Add(line)
	if name != "" {
		p.Legend.Add(name, line)
	}
	return nil
}

// svg draws the chart. title and origin are for those who do not see it.
func (c *chart) svg(title, origin string) ([]byte, error) {
	canvas := vgsvg.New(width, height)
	tiles := draw.Tiles{Rows: 1, Cols: len(c.plots), PadTop: 6, PadBottom: 6, PadLeft: 6, PadRight: 14, PadX: 18}
	dc := draw.New(canvas)
	dc.SetColor(color.White)
	dc.Fill(dc.Rectangle.Path())
	for i, part := range plot.Align([][]*plot.Plot{c.plots}, tiles, dc)[0] {
		c.plots[i].Draw(part)
	}
	var out bytes.Buffer
	if _, err := canvas.WriteTo(&out); err != nil {
		return nil, err
	}
	// After the first tag: what readers of the screen say, and where it is from.
	about := fmt.Sprintf("xlink\">\n<!-- %s -->\n<title>%s</title>\n", origin, html.EscapeString(title))
	all := bytes.Replace(out.Bytes(), []byte("xlink\">\n"), []byte(about), 1)
	// Where Liberation is not installed, any font like it will do.
	return bytes.ReplaceAll(all, []byte("font-family:Liberation Sans;"), []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;")), nil
}

// ticks are up to most marks at round numbers, all labelled.
type ticks struct {
	most  int
	label func(float64) string
}

// Ticks implements [plot.Ticker].
func (t ticks) Ticks(low, high float64) (marks []plot.Tick) {
	step := math.Pow(10, math.Floor(math.Log10((high-low)/float64(t.most))))
	for _, more := range []float64{2, 2.5, 2} { // 2, 5, 10 times
		if (high-low)/step <= float64(t.most) {
			break
		}
		step *= more
	}
	for i := math.Ceil(low / step); i*step <= high*(1+1e-9); i++ {
		marks = append(marks, plot.Tick{Value: i * step, Label: t.label(i * step)})
	}
	return marks
}

// plain writes a number as people do: 20, 1.5 k, 2 M.
func plain(v float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e9, " G"}, {1e6, " M"}, {1e3, " k"}} {
		if v >= unit.size {
			return strconv.FormatFloat(v/unit.size, 'g', 3, 64) + unit.name
		}
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}
