package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"golang.org/x/perf/benchfmt"
	"gonum.org/v1/plot/plotter"
)

// results are the lines of a file in the Go benchmark format.
type results []row

// row is one line. A part of its name is asked for as it is written there, such
// as "/wl=ttl-short"; t, if there is one, is the time since the beginning.
type row struct {
	line   int
	parts  map[string]bool
	t      time.Duration
	timed  bool // it has a t
	values map[string]float64
}

// parse reads results. name is for messages.
func parse(in io.Reader, name string) (results, error) {
	var all results
	for reader := benchfmt.NewReader(in, name); ; {
		if !reader.Scan() {
			if err := reader.Err(); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			return all, nil
		}
		switch record := reader.Result().(type) {
		case *benchfmt.SyntaxError:
			return nil, record
		case *benchfmt.Result:
			r, err := parseRow(record)
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", name, r.line, err)
			}
			all = append(all, r)
		}
	}
}

func parseRow(record *benchfmt.Result) (row, error) {
	r := row{parts: map[string]bool{}, values: map[string]float64{}}
	_, r.line = record.Pos()
	_, parts := record.Name.Parts()
	for _, part := range parts {
		text := string(part)
		r.parts[text] = true
		at, ok := strings.CutPrefix(text, "/t=")
		if !ok {
			continue
		}
		var err error
		if r.t, err = time.ParseDuration(at); err != nil || r.t < 0 {
			return r, fmt.Errorf("t=%s is no time since the beginning, such as 12.5s", at)
		}
		r.timed = true
	}
	for _, v := range record.Values {
		if math.IsNaN(v.Value) || math.IsInf(v.Value, 0) || v.Value < 0 {
			return r, fmt.Errorf("%v %s cannot be drawn", v.Value, v.Unit)
		}
		r.values[v.Unit] = v.Value
	}
	return r, nil
}

// label returns the value of a part of the name, such as "lru" of "/policy=lru", and
// "" where there is none.
func (r row) label(key string) string {
	for part := range r.parts {
		if value, ok := strings.CutPrefix(part, "/"+key+"="); ok {
			return value
		}
	}
	return ""
}

// of returns the rows whose names have all of these parts; there must be some.
func (r results) of(parts ...string) (results, error) {
	var some results
next:
	for _, one := range r {
		for _, p := range parts {
			if !one.parts[p] {
				continue next
			}
		}
		some = append(some, one)
	}
	if len(some) == 0 {
		return nil, fmt.Errorf("there is no line with %s", strings.Join(parts, ""))
	}
	return some, nil
}

// over returns what value makes of each row that has a t, against t in units of
// scale. The rows must be in order.
func (r results) over(scale time.Duration, unit string) (plotter.XYs, error) {
	var line plotter.XYs
	last := time.Duration(-1)
	for _, one := range r {
		if !one.timed {
			continue
		}
		if one.t <= last {
			return nil, fmt.Errorf("line %d: t=%v after t=%v: the lines of one run are to be in order, and of one sample", one.line, one.t, last)
		}
		last = one.t
		y, ok := one.values[unit]
		if !ok {
			return nil, fmt.Errorf("line %d has no %s", one.line, unit)
		}
		line = append(line, plotter.XY{X: float64(one.t) / float64(scale), Y: y})
	}
	if len(line) == 0 {
		return nil, fmt.Errorf("line %d and those like it have no t", r[0].line)
	}
	return line, nil
}
