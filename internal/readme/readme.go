// Package readme makes the tables of the README and of pages in docs/ from
// committed results, so that a figure there is never typed and never stale. Its
// test fails where one differs from what the results say, and mends it when run
// with -update.
//
// A place for a table is a comment that names the file and how to read it:
//
//	<!-- table: results/default.txt /backend /wl ns/op -->
//	…
//	<!-- end -->
//
// or, for what cachebench replay wrote,
//
//	<!-- hit ratios: results/hitratio.txt -->
//	…
//	<!-- end -->
package readme

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"regexp"
	"slices"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchproc"

	"github.com/larder-go/larder/internal/results"
)

// place is a kind of table: a comment that begins with the name of a file, and what
// makes the table of the file and the further words of the comment.
type place struct {
	comment *regexp.Regexp
	table   func(in io.Reader, file string, words []string) (string, error)
}

var places = []place{
	{
		regexp.MustCompile(`(?s)(<!-- table: (\S+) (\S+) (\S+) (\S+) -->\n).*?(<!-- end -->)`),
		func(in io.Reader, file string, words []string) (string, error) {
			return Table(in, file, words[0], words[1], words[2])
		},
	},
	{
		regexp.MustCompile(`(?s)(<!-- hit ratios: (\S+) -->\n).*?(<!-- end -->)`),
		func(in io.Reader, file string, _ []string) (string, error) { return HitRatios(in, file) },
	},
}

// Update returns text with every table made anew from the results that open
// returns for the file named there.
func Update(text string, open func(file string) (io.ReadCloser, error)) (string, error) {
	var failed error
	for _, p := range places {
		text = p.comment.ReplaceAllStringFunc(text, func(found string) string {
			parts := p.comment.FindStringSubmatch(found)
			last := len(parts) - 1
			table, err := p.read(parts[2], parts[3:last], open)
			if err != nil {
				failed = err
				return found
			}
			return parts[1] + table + parts[last]
		})
	}
	return text, failed
}

// read makes the table of a file.
func (p place) read(file string, words []string, open func(file string) (io.ReadCloser, error)) (string, error) {
	in, err := open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("readme: %s is missing, and a page has a table of it: scripts/bench makes it: %w", file, err)
	}
	if err != nil {
		return "", fmt.Errorf("readme: %w", err)
	}
	defer in.Close()
	return p.table(in, file, words)
}

// Table returns a Markdown table of medians of unit: a row for each value of
// the projection row, a column for each value of col (benchproc's syntax, such
// as /backend), in the order of their first appearance. The best of each
// column, and what the samples do not tell from it, is bold, but for the rows that no
// cache can take: those of a floor. The best is the smallest, unless the results say
// that more of the unit is better. What could not be measured is a cell that says
// "cannot", with the reason below, and who ignores times to live is marked.
func Table(in io.Reader, name, row, col, unit string) (string, error) {
	var parser benchproc.ProjectionParser
	rows, err := parser.Parse(row, nil)
	if err != nil {
		return "", fmt.Errorf("readme: %w", err)
	}
	cols, err := parser.Parse(col, nil)
	if err != nil {
		return "", fmt.Errorf("readme: %w", err)
	}
	set, err := load(in, name)
	if err != nil {
		return "", err
	}
	var rowOrder, colOrder []string
	cells := map[[2]string][]float64{}
	for _, record := range set.Rows {
		samples := record.Samples[unit]
		if len(samples) == 0 {
			continue
		}
		named := &benchfmt.Result{Name: benchfmt.Name(record.Name)}
		r, c := rows.Project(named).StringValues(), cols.Project(named).StringValues()
		rowOrder, colOrder = appendNew(rowOrder, r), appendNew(colOrder, c)
		cells[[2]string{r, c}] = append(cells[[2]string{r, c}], samples...)
	}
	if len(cells) == 0 {
		return "", fmt.Errorf("readme: %s holds no results with %s", name, unit)
	}
	g := &grid{rows: rowOrder, cols: colOrder, samples: cells, more: set.Direction(unit) > 0, cannot: map[[2]string]string{}}
	for _, missing := range set.Files[0].Cannot {
		named := &benchfmt.Result{Name: benchfmt.Name(missing.Name)}
		g.lacks(rows.Project(named).StringValues(), cols.Project(named).StringValues(), missing.Reason)
	}
	for _, comment := range set.Files[0].Comments {
		if found := ignoresTTL.FindStringSubmatch(comment); found != nil {
			g.endless = appendNew(g.endless, found[1])
		}
	}
	return g.render(), nil
}

var ignoresTTL = regexp.MustCompile(`(\S+) knows no time to live`)

// load reads one file of results.
func load(in io.Reader, name string) (*results.Set, error) {
	var set results.Set
	if _, err := set.Add(in, name); err != nil {
		return nil, fmt.Errorf("readme: %w", err)
	}
	return &set, nil
}

// number writes three digits that count.
func number(v float64) string {
	digits := 2 - int(math.Floor(math.Log10(math.Abs(v))))
	return fmt.Sprintf("%.*f", min(max(digits, 0), 3), v)
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
