package results

import (
	"strings"

	"golang.org/x/perf/benchfmt"
)

// Row is all samples of one name.
type Row struct {
	// Name is the whole name as it was written, without "Benchmark", such as
	// "Cache/wl=zipf99-rw100/backend=cow/cap=0/goroutines=2-2".
	Name string

	// Units are what was measured, in the order in which it was met, as it is
	// written in the file: ns/op stays ns/op.
	Units []string

	// Samples are the values by unit, in their order in the files.
	Samples map[string][]float64

	base  string
	parts []part
	exact map[string]bool
}

type part struct{ key, value string }

// Base returns what comes before the first slash of the name: "Cache".
func (r *Row) Base() string { return r.base }

// Part returns the value of a part of the name, such as "cow" for "backend", and ""
// where there is none. The number of processors is called "gomaxprocs".
func (r *Row) Part(key string) string {
	for _, p := range r.parts {
		if p.key == key {
			return p.value
		}
	}
	return ""
}

// Keys returns the keys of the parts of the name, in their order.
func (r *Row) Keys() (keys []string) {
	for _, p := range r.parts {
		keys = append(keys, p.key)
	}
	return keys
}

// Without returns the name without the parts of these keys: what rows have in
// common that differ in them alone.
func (r *Row) Without(keys ...string) string {
	var b strings.Builder
	b.WriteString(r.base)
next:
	for _, p := range r.parts {
		for _, key := range keys {
			if p.key == key {
				continue next
			}
		}
		b.WriteString("/" + p.key + "=" + p.value)
	}
	return b.String()
}

// Exact reports whether a file that holds the row says that values of the unit are the
// same each time it is measured ("Unit hit-% assume=exact").
func (r *Row) Exact(unit string) bool { return r.exact[unit] }

// newRow takes a name apart. A part without a key has its place as key: "1" for the
// first.
func newRow(name benchfmt.Name) *Row {
	r := &Row{Name: string(name), Samples: make(map[string][]float64), exact: make(map[string]bool)}
	base, parts := name.Parts()
	r.base = string(base)
	for i, text := range parts {
		one := string(text)
		if procs, ok := strings.CutPrefix(one, "-"); ok {
			r.parts = append(r.parts, part{"gomaxprocs", procs})
			continue
		}
		key, value, ok := strings.Cut(strings.TrimPrefix(one, "/"), "=")
		if !ok {
			key, value = string(rune('1'+i)), key
		}
		r.parts = append(r.parts, part{key, value})
	}
	return r
}

func (r *Row) add(unit string, value float64) {
	if _, known := r.Samples[unit]; !known {
		r.Units = append(r.Units, unit)
	}
	r.Samples[unit] = append(r.Samples[unit], value)
}
