package hotpath_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/larder-go/larder/internal/hotpath"
	"github.com/stretchr/testify/require"
)

// walk reads what each root does.
func walk(t *testing.T, p *hotpath.Program) map[string]*hotpath.Report {
	t.Helper()
	reports := map[string]*hotpath.Report{}
	for _, root := range roots {
		r, err := p.Walk(root, hotpath.HitPath)
		require.NoError(t, err)
		reports[root] = r
	}
	return reports
}

func values(reports map[string]*hotpath.Report) []*hotpath.Report {
	return slices.Collect(maps.Values(reports))
}

// distinct returns the breaches of all roots, without those that differ in
// their root or their registers alone.
func distinct(reports map[string]*hotpath.Report) []string {
	var all []string
	seen := map[[4]string]bool{}
	for _, root := range roots {
		for _, b := range reports[root].Breaches {
			opcode, _, _ := strings.Cut(b.Instruction, " ")
			if key := [4]string{b.Function, b.Lines[0].Place, opcode, b.What}; !seen[key] {
				seen[key] = true
				all = append(all, b.String())
			}
		}
	}
	return all
}

// calls returns the functions that the roots call, for a failure's text.
func calls(reports map[string]*hotpath.Report) string {
	all := map[string]bool{}
	for _, r := range reports {
		maps.Copy(all, r.Called)
	}
	return "All that is called, directly or not:\n  " + strings.Join(slices.Sorted(maps.Keys(all)), "\n  ")
}
