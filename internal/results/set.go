package results

import (
	"golang.org/x/perf/benchfmt"
)

// Set is what files of results hold. Its zero value is empty. Not safe for
// concurrent use while something is added.
type Set struct {
	Rows  []*Row // in the order in which their names were met
	Files []*File

	units  benchfmt.UnitMetadataMap
	byName map[string]*Row
}

// File is one of the files that a Set was read from.
type File struct {
	Name     string            // as it was opened
	Config   map[string]string // goos, goarch, cpu and what else stands in it as "key: value", the last of each
	Comments []string          // without their "# "
	Cannot   []Cannot          // what was asked for and could not be measured
	Partial  bool              // its measurement was interrupted: rows are missing
	Manifest *Manifest         // nil if none lies beside it
	Results  int               // lines of results
}

// Machine describes where the file was measured, as far as it tells: two files with
// other descriptions are of other machines.
func (f *File) Machine() string {
	text := f.Config["goos"] + "/" + f.Config["goarch"]
	if cpu := f.Config["cpu"]; cpu != "" {
		text += " " + cpu
	}
	return text
}

// Machines returns what the files say of their machines, each once.
func (s *Set) Machines() (machines []string) {
	seen := make(map[string]bool)
	for _, f := range s.Files {
		if m := f.Machine(); !seen[m] {
			seen[m] = true
			machines = append(machines, m)
		}
	}
	return machines
}

// Row returns the row of a name, nil if there is none.
func (s *Set) Row(name string) *Row { return s.byName[name] }

// Direction tells what is better of a unit: 1 more, -1 less, 0 unknown. It is what
// the files say ("Unit ns/op better=lower") or what is known of the units of go
// test -bench.
func (s *Set) Direction(unit string) int { return s.units.GetBetter(unit) }

// Exact reports whether one of the files says that values of the unit are the same each
// time it is measured ("Unit hit-% assume=exact"). [Row.Exact] tells of which rows that
// is true: files of other kinds may hold the same unit.
func (s *Set) Exact(unit string) bool { return isExact(s.units, unit) }

// isExact reports whether metadata say that values of a unit are always the same.
func isExact(units benchfmt.UnitMetadataMap, unit string) bool {
	m := units.Get(unit, "assume")
	return m != nil && m.Value == "exact"
}
