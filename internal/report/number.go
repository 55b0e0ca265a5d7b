package report

import (
	"math"
	"strconv"
	"strings"
)

// kind says how numbers of a unit are written. The script of the page writes those of
// the axes in the same way, by the same names.
type kind string

const (
	duration kind = "ns"
	rate     kind = "si"
	percent  kind = "percent"
	bytes    kind = "bytes"
	plain    kind = "plain"
)

func kindOf(unit string) kind {
	switch {
	case unit == "ns/op", strings.HasSuffix(unit, "-ns"):
		return duration
	case strings.HasSuffix(unit, "/s"):
		return rate
	case strings.HasSuffix(unit, "-%"):
		return percent
	case unit == "B", unit == "B/op", strings.HasSuffix(unit, "-B"), strings.HasSuffix(unit, "-B/entry"):
		return bytes
	}
	return plain
}

// spell writes a number of a unit for people, in three digits or so.
func (k kind) spell(v float64) string {
	abs := math.Abs(v)
	switch k {
	case duration:
		for _, u := range []struct {
			from float64
			name string
		}{{1e9, "s"}, {1e6, "ms"}, {1e3, "µs"}} {
			if abs >= 0.9995*u.from {
				return digits(v/u.from) + " " + u.name
			}
		}
		return digits(v) + " ns"
	case percent:
		if abs >= 99.95 && abs < 100 { // nearly all is not all
			return strconv.FormatFloat(math.Floor(v*1000)/1000, 'f', -1, 64) + " %"
		}
		return digits(v) + " %"
	case bytes:
		return scaled(v, 1024, []string{" B", " KiB", " MiB", " GiB", " TiB"})
	case rate:
		return scaled(v, 1000, []string{"", " k", " M", " G", " T"})
	}
	return scaled(v, 1000, []string{"", " k", " M", " G", " T"})
}

func scaled(v, step float64, names []string) string {
	i := 0
	for ; i < len(names)-1 && math.Abs(v) >= 0.9995*step; i++ {
		v /= step
	}
	return digits(v) + names[i]
}

// digits writes three significant digits, and whole numbers whole.
func digits(v float64) string {
	abs := math.Abs(v)
	switch {
	case v == math.Trunc(v) && abs < 1e6:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case abs >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case abs >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case abs >= 0.01:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return strconv.FormatFloat(v, 'g', 2, 64)
}

// thousands puts commas into a whole number; other texts stay as they are.
func thousands(text string) string {
	if _, err := strconv.ParseUint(text, 10, 64); err != nil {
		return text
	}
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
