package compare

import (
	"fmt"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchproc"
	"golang.org/x/perf/benchunit"

	"github.com/larder-go/larder/internal/results"
)

// newFilter returns what tells which units of a row a filter keeps, in their order.
func newFilter(query string) (func(*results.Row, *results.Set) []string, error) {
	if query == "" {
		query = "*"
	}
	filter, err := benchproc.NewFilter(query)
	if err != nil {
		return nil, fmt.Errorf("compare: %w: the filter %q: %v; it is a list such as /backend:cow .unit:ns/op", ErrOptions, query, err)
	}
	return func(row *results.Row, s *results.Set) (kept []string) {
		result := &benchfmt.Result{Name: benchfmt.Name(row.Name), Iters: 1}
		for _, f := range s.Files {
			for key, value := range f.Config {
				result.SetConfig(key, value)
			}
		}
		for _, unit := range row.Units {
			// As package benchfmt reads them: a filter may have either name.
			_, tidy := benchunit.Tidy(1, unit)
			result.Values = append(result.Values, benchfmt.Value{Unit: tidy, OrigUnit: unit})
		}
		match, err := filter.Match(result)
		if err != nil {
			return nil // "currently always nil"
		}
		for i, unit := range row.Units {
			if match.Test(i) {
				kept = append(kept, unit)
			}
		}
		return kept
	}, nil
}
