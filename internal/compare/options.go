package compare

import (
	"fmt"
	"math"
	"strings"
)

// Options say what is judged, and how strictly. The zero value judges everything
// with a chance of a false alarm of 1 % and a minimum effect of 5 %.
type Options struct {
	// Alpha is the chance, above 0 and below 1, that one or more of the rows that
	// are judged by statistics are called a regression or an improvement although
	// nothing has changed: all rows together, not each. 0: 0.01.
	Alpha float64

	// MinEffect is the relative change below which a regression is none for rows
	// that are judged by statistics: 0.05 is 5 %. 0: 0.05.
	MinEffect float64

	// Filter keeps some of the rows and units, in the syntax of
	// golang.org/x/perf/benchproc: "/backend:cow .unit:ns/op". "": all.
	Filter string

	// Floor is the noise floor of rows by "name unit": the relative change that two
	// measurements of the same program have shown. The minimum effect of such a row
	// is at least twice that. nil: none is known.
	Floor map[string]float64

	// Units are those that are judged. nil: all that have a direction or are exact,
	// but ops/s where the row has ns/op, of which it is the inverse.
	Units []string

	// Exact are units whose values are the same each time, whatever the files say: they
	// are compared by value. nil: what files say "assume=exact" of.
	Exact []string

	// All keeps units that cannot be judged in the report, to be looked at.
	All bool

	// Missing accepts that rows of the old side are gone: they are listed, and the
	// verdict is that of the others.
	Missing bool

	// Machines accepts that both sides were measured on different machines: it is
	// told, and times are judged all the same.
	Machines bool
}

// withDefaults returns the options with their zero values replaced.
func (o Options) withDefaults() (Options, error) {
	if o.Alpha == 0 {
		o.Alpha = 0.01
	}
	if o.MinEffect == 0 {
		o.MinEffect = 0.05
	}
	if !(o.Alpha > 0 && o.Alpha < 1) { // written so that NaN fails
		return o, fmt.Errorf("compare: %w: alpha of %v: want a number above 0 and below 1", ErrOptions, o.Alpha)
	}
	if !(o.MinEffect > 0) || math.IsInf(o.MinEffect, 0) {
		return o, fmt.Errorf("compare: %w: minimum effect of %v: want a number above 0, such as 0.05", ErrOptions, o.MinEffect)
	}
	for row, floor := range o.Floor {
		if !(floor >= 0) || math.IsInf(floor, 0) {
			return o, fmt.Errorf("compare: %w: noise floor of %v for %s: want a number from 0", ErrOptions, floor, row)
		}
	}
	return o, nil
}

// hitEffect is the minimum effect of hit ratios, where that of the options is more: a
// ratio of 96 % in place of 100 % is a small change of the hits, and all the misses.
const hitEffect = 0.005

// minEffect returns the minimum effect of a row.
func (o Options) minEffect(name, unit string) float64 {
	least := o.MinEffect
	if strings.HasSuffix(unit, "hit-%") {
		least = min(least, hitEffect)
	}
	return max(least, 2*o.Floor[name+" "+unit])
}
