package readme_test

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/readme"
	"github.com/larder-go/larder/internal/suite"
)

const results = `
BenchmarkCache/wl=reads/backend=noop-2 1 1 ns/op
BenchmarkCache/wl=reads/backend=cow-2 1 20.4 ns/op 1 B/op
BenchmarkCache/wl=reads/backend=cow-2 1 22.4 ns/op
BenchmarkCache/wl=reads/backend=cow-2 1 21.4 ns/op
BenchmarkCache/wl=reads/backend=rwmutex-2 1 33 ns/op
BenchmarkCache/wl=mixed/backend=rwmutex-2 1 133.3 ns/op
`

func ExampleTable() {
	table, err := readme.Table(strings.NewReader(results), "results.txt", "/backend", "/wl", "ns/op")
	fmt.Println(table, err)
	// Output:
	// | | reads | mixed |
	// |---|---:|---:|
	// | `noop` | 1.00 | |
	// | `cow` | **21.4** | |
	// | `rwmutex` | 33.0 | **133** |
	//  <nil>
}

func TestUpdate(t *testing.T) {
	open := func(name string) (io.ReadCloser, error) {
		if name != "results.txt" {
			return nil, fs.ErrNotExist
		}
		return io.NopCloser(strings.NewReader(results)), nil
	}
	text := "before\n<!-- table: results.txt /wl /backend B/op -->\nold\n<!-- end -->\nafter\n"
	updated, err := readme.Update(text, open)
	require.NoError(t, err)
	require.Equal(t, "before\n<!-- table: results.txt /wl /backend B/op -->\n| | cow |\n|---|---:|\n| `reads` | **1.00** |\n<!-- end -->\nafter\n", updated)
	again, err := readme.Update(updated, open)
	require.NoError(t, err)
	require.Equal(t, updated, again)

	for _, bad := range []string{"other.txt /wl /backend B/op", "results.txt /wl /backend bananas/op", "results.txt /wl@bad /backend B/op"} {
		text := "<!-- table: " + bad + " -->\n<!-- end -->\n"
		updated, err := readme.Update(text, open)
		require.Error(t, err, bad)
		require.Equal(t, text, updated)
	}
}

var update = flag.Bool("update", false, "write the tables of the pages anew")

// TestPagesSayWhatTheResultsSay compares the README and the pages with tables with the
// results.
func TestPagesSayWhatTheResultsSay(t *testing.T) {
	for _, page := range []string{"README.md", "docs/expiry.md", "docs/eviction.md", "docs/loading.md", "docs/tiers.md"} {
		t.Run(page, func(t *testing.T) {
			root := filepath.Join("..", "..")
			path := filepath.Join(root, filepath.FromSlash(page))
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			made, err := readme.Update(string(text), func(file string) (io.ReadCloser, error) {
				return os.Open(filepath.Join(root, filepath.FromSlash(file)))
			})
			require.NoError(t, err)
			require.Regexp(t, "<!-- (table|hit ratios): ", made, "the page has no table")
			if *update {
				require.NoError(t, os.WriteFile(path, []byte(made), 0o644))
				return
			}
			require.Equal(t, made, string(text), "run: scripts/results")
		})
	}
}

// suites reads those that scripts/bench carries out.
func suites(t *testing.T, root string) (all []*suite.Suite) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "scripts", "suites", "*.toml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		s, err := suite.Parse(text, filepath.Base(file))
		require.NoError(t, err)
		all = append(all, s)
	}
	return all
}

// TestIndexOfResults compares results/README.md with the results.
func TestIndexOfResults(t *testing.T) {
	root := filepath.Join("..", "..")
	made, err := readme.Index(os.DirFS(filepath.Join(root, "results")), suites(t, root))
	require.NoError(t, err)
	require.NotContains(t, made, "no suite says what it shows")
	path := filepath.Join(root, "results", "README.md")
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(made), 0o644))
		return
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, made, string(text), "run: scripts/results")
}

func TestTheBestIsBold(t *testing.T) {
	const results = "Unit hit-%% better=%s\nBenchmarkX/backend=a 1 10 hit-%%\nBenchmarkX/backend=b 1 20 hit-%%\n"
	for better, bold := range map[string]string{"higher": "**20.0**", "lower": "**10.0**"} {
		table, err := readme.Table(strings.NewReader(fmt.Sprintf(results, better)), "x", "/backend", "/none", "hit-%")
		require.NoError(t, err)
		require.Contains(t, table, bold, better)
		require.Equal(t, 2, strings.Count(table, "**"))
	}
}
