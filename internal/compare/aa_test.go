package compare_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
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
