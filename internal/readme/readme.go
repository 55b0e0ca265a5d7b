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
package readme

import (
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
	"golang.org/x/perf/benchproc"
)

var place = regexp.MustCompile(`(?s)(<!-- table: (\S+) (\S+) (\S+) (\S+) -->\n).*?(<!-- end -->)`)

// Update returns text with every table made anew from the results that open
// returns for the file named there.
func Update(text string, open func(file string) (io.ReadCloser, error)) (string, error) {
	var failed error
	updated := place.ReplaceAllStringFunc(text, func(found string) string {
		parts := place.FindStringSubmatch(found)
		file, err := open(parts[2])
		if err != nil {
			failed = err
			return found
		}
		defer file.Close()
		table, err := Table(file, parts[2], parts[3], parts[4], parts[5])
		if err != nil {
			failed = err
			return found
		}
		return parts[1] + table + parts[6]
	})
	return updated, failed
}

// Table returns a Markdown table of medians of unit: a row for each value of
// the projection row, a column for each value of col (benchproc's syntax, such
// as /backend), in the order of their first appearance. The smallest of each
// column is bold, but for the rows that no cache can take: those of a floor.
func Table(results io.Reader, name, row, col, unit string) (string, error) {
	var parser benchproc.ProjectionParser
	rows, err := parser.Parse(row, nil)
	if err != nil {
		return "", fmt.Errorf("readme: %w", err)
	}
	cols, err := parser.Parse(col, nil)
	if err != nil {
		return "", fmt.Errorf("readme: %w", err)
	}
	var rowOrder, colOrder []string
	cells := map[[2]string][]float64{}
	reader := benchfmt.NewReader(results, name)
	for reader.Scan() {
		switch record := reader.Result().(type) {
		case *benchfmt.SyntaxError:
			return "", fmt.Errorf("readme: %w", record)
		case *benchfmt.Result:
			value, ok := valueOf(record, unit)
			if !ok {
				continue
			}
			r, c := rows.Project(record).StringValues(), cols.Project(record).StringValues()
			rowOrder, colOrder = appendNew(rowOrder, r), appendNew(colOrder, c)
			cells[[2]string{r, c}] = append(cells[[2]string{r, c}], value)
		}
	}
	if err := reader.Err(); err != nil {
		return "", fmt.Errorf("readme: %w", err)
	}
	if len(cells) == 0 {
		return "", fmt.Errorf("readme: %s holds no results with %s", name, unit)
	}
	return render(rowOrder, colOrder, cells), nil
}

// valueOf returns a result's value in the unit it was written in: the reader
// turns ns into sec.
func valueOf(r *benchfmt.Result, unit string) (float64, bool) {
	for _, v := range r.Values {
		switch unit {
		case v.OrigUnit:
			return v.OrigValue, true
		case v.Unit:
			return v.Value, true
		}
	}
	return 0, false
}

func render(rows, cols []string, cells map[[2]string][]float64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| | %s |\n|---|%s\n", strings.Join(cols, " | "), strings.Repeat("---:|", len(cols)))
	medians := map[[2]string]float64{}
	best := map[string]float64{}
	for at, values := range cells {
		medians[at] = benchmath.AssumeNothing.Summary(benchmath.NewSample(values, &benchmath.DefaultThresholds), 0.95).Center
		if least, ok := best[at[1]]; !isFloor(at[0]) && (!ok || medians[at] < least) {
			best[at[1]] = medians[at]
		}
	}
	for _, row := range rows {
		fmt.Fprintf(&b, "| `%s` |", row)
		for _, col := range cols {
			median, ok := medians[[2]string{row, col}]
			switch {
			case !ok:
				b.WriteString(" |")
			case median == best[col] && !isFloor(row):
				fmt.Fprintf(&b, " **%s** |", number(median))
			default:
				fmt.Fprintf(&b, " %s |", number(median))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// isFloor reports whether a row stands for the cost of measuring, not a cache.
func isFloor(row string) bool { return row == "noop" || row == "rawmap" }

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
