package readme

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/perf/benchproc"
)

// TableSpec says how to read a file of results as a table.
type TableSpec struct {
	row, col, unit string // all "" for hit ratios
}

// hitRatios is the text of the TableSpec of hit ratios.
const hitRatios = "hit ratios"

// ParseTable parses "/backend /wl ns/op" as the comments of pages have it (rows,
// columns, unit), or "hit ratios".
func ParseTable(words string) (TableSpec, error) {
	if words == hitRatios {
		return TableSpec{}, nil
	}
	f := strings.Fields(words)
	if len(f) != 3 {
		return TableSpec{}, fmt.Errorf(`%q: want rows, columns and a unit, such as "/backend /wl ns/op", or %q`, words, hitRatios)
	}
	for _, projection := range f[:2] {
		var p benchproc.ProjectionParser
		if _, err := p.Parse(projection, nil); err != nil {
			return TableSpec{}, fmt.Errorf("%q: %w", words, errors.New(strings.Join(strings.Fields(err.Error()), " ")))
		}
	}
	return TableSpec{f[0], f[1], f[2]}, nil
}

// String says what the table shows.
func (t TableSpec) String() string {
	if t.unit == "" {
		return "Hit ratios in percent, by trace and capacity"
	}
	names := strings.NewReplacer("/", "", ",", " and ")
	return fmt.Sprintf("Medians in %s, by %s and %s", t.unit, names.Replace(t.row), names.Replace(t.col))
}

// of makes the table of a file.
func (t TableSpec) of(in io.Reader, name string) (string, error) {
	if t.unit == "" {
		return HitRatios(in, name)
	}
	return Table(in, name, t.row, t.col, t.unit)
}
