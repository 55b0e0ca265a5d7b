package compare_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/compare"
)

// TestRealRunsAgainstThemselves: of each run that is kept in results, the samples with
// even numbers are no regression against those with odd ones, on a real machine and
// with what real caches allocate.
func TestRealRunsAgainstThemselves(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "results", "*.txt"))
	require.NoError(t, err)
	compared := 0
	for _, path := range files {
		odd, even := halves(t, path)
		if even == "" {
			continue // one sample of each
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			r, err := compare.Compare(set(t, odd), set(t, even), compare.Options{})
			require.NoError(t, err)
			require.NotEqual(t, compare.Regression, r.Verdict(), r.Summary())
			compared += len(r.Rows)
		})
	}
	require.Greater(t, compared, 100)
}

// TestRealRunsThatAllocateMore: one allocation more in one row of a run that is kept in
// results is a regression each time, on a real machine with what real caches allocate.
// Peers whose own goroutines allocate vary too much for so few samples, and are undecided.
func TestRealRunsThatAllocateMore(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "results", "*.txt"))
	require.NoError(t, err)
	own := []string{"cow", "syncmap", "rwmutex", "sharded"}
	planted := 0
	for _, path := range files {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		if strings.HasPrefix(filepath.Base(path), "gate-") {
			continue // one sample of each
		}
		all := set(t, string(text))
		for _, row := range all.Rows {
			if len(row.Samples["allocs/op"]) < 2 || !slices.Contains(own, row.Part("backend")) {
				continue
			}
			worse := set(t, string(text))
			for i := range worse.Row(row.Name).Samples["allocs/op"] {
				worse.Row(row.Name).Samples["allocs/op"][i]++
			}
			r, err := compare.Compare(all, worse, compare.Options{Units: []string{"allocs/op"}})
			require.NoError(t, err)
			require.Equal(t, compare.Regression, r.Verdict(), "%s: %s", filepath.Base(path), row.Name)
			require.Equal(t, row.Name, r.Rows[0].Name)
			planted++
		}
	}
	require.Greater(t, planted, 100)
}

// halves deals the samples of each name out in turns.
func halves(t *testing.T, path string) (odd, even string) {
	t.Helper()
	in, err := os.Open(path)
	require.NoError(t, err)
	defer in.Close()
	seen := make(map[string]int)
	var sides [2]strings.Builder
	var head strings.Builder
	for lines := bufio.NewScanner(in); lines.Scan(); {
		line := lines.Text()
		if name, _, _ := strings.Cut(line, " "); strings.HasPrefix(name, "Benchmark") {
			fmt.Fprintln(&sides[seen[name]%2], line)
			seen[name]++
		} else {
			fmt.Fprintln(&head, line)
		}
	}
	if sides[1].Len() == 0 {
		return "", ""
	}
	return head.String() + sides[0].String(), head.String() + sides[1].String()
}
