package readme_test

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/larder-go/larder/internal/readme"
	"github.com/stretchr/testify/require"
)

const ratios = `# command: cachebench replay
BenchmarkReplay/trace=loop/capacity=10/policy=lru 100 0.0000 hit-% 0.0000 warm-hit-%
BenchmarkReplay/trace=loop/capacity=10/policy=adaptive 100 40.5000 hit-% 41.0000 warm-hit-%
BenchmarkReplay/trace=loop/capacity=10/policy=opt 100 50.0000 hit-% 50.0000 warm-hit-%
BenchmarkReplay/trace=loop/capacity=10/backend=lru/goroutines=1 100 42.0000 hit-% 0.0000 warm-hit-%
BenchmarkReplay/trace=loop/capacity=10/backend=otter/goroutines=4 100 99.0000 hit-% 0.0000 warm-hit-%
BenchmarkReplay/trace=loop/capacity=20/policy=lru 100 60.0000 hit-% 0.0000 warm-hit-%
BenchmarkReplay/trace=loop/capacity=20/policy=adaptive 100 60.0000 hit-% 0.0000 warm-hit-%
BenchmarkReplay/trace=loop/capacity=20/policy=opt 100 60.0000 hit-% 0.0000 warm-hit-%
BenchmarkReplay/trace=loop/max-weight=20/policy=lru 100 98.0000 hit-% 0.0000 warm-hit-%
`

func ExampleHitRatios() {
	table, err := readme.HitRatios(strings.NewReader(ratios), "hitratio.txt")
	fmt.Println(table, err)
	// Output:
	// | trace | entries | `adaptive` | behind the best | `lru` | lru (library) | optimum |
	// |---|---:|---:|---:|---:|---:|---:|
	// | loop | 10 | 40.50 | 1.50 | 0.00 | **42.00** | 50.00 |
	// | loop | 20 | **60.00** | 0.00 | **60.00** | | 60.00 |
	//
	// `adaptive` is behind the best of each row by 1.50 points at most (loop with 10 entries) and by 0.75 on average over 2 rows.
	//  <nil>
}

func TestHitRatiosWithoutAdaptive(t *testing.T) {
	var others []string
	for line := range strings.Lines(ratios) {
		if !strings.Contains(line, "adaptive") {
			others = append(others, line)
		}
	}
	table, err := readme.HitRatios(strings.NewReader(strings.Join(others, "")), "x")
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(table, "| trace | entries | `lru` | lru (library) | optimum |\n|---|---:|---:|---:|---:|\n"), table)
	require.NotContains(t, table, "behind")
}

func TestHitRatiosThatAreTheBestEverywhere(t *testing.T) {
	table, err := readme.HitRatios(strings.NewReader("BenchmarkReplay/trace=a/capacity=9/policy=adaptive 1 5 hit-%\n"), "x")
	require.NoError(t, err)
	require.Contains(t, table, "\n`adaptive` is the best in each of the 1 rows.\n")
}

func TestBadHitRatios(t *testing.T) {
	for text, says := range map[string]string{
		"": "x holds no results",
		"BenchmarkReplay/trace=a/max-weight=9/policy=lru 1 5 hit-%\n":                  "x holds no hit ratios",
		"BenchmarkReplay/trace=a/capacity=9/policy=lru 1 5 ns/op\n":                    "x holds no hit ratios",
		"BenchmarkReplay/trace=a/capacity=9/policy=lru 1 five hit-%\n":                 "x:1:",
		strings.Repeat("BenchmarkReplay/trace=a/capacity=9/policy=lru 1 5 hit-%\n", 2): "there is a second hit ratio of lru on a with 9 entries",
	} {
		_, err := readme.HitRatios(strings.NewReader(text), "x")
		require.ErrorContains(t, err, says)
	}
}

func TestAMissingFileSaysWhatMakesIt(t *testing.T) {
	for _, comment := range []string{"hit ratios: results/hitratio.txt", "table: results/hitratio.txt /a /b c"} {
		text := "<!-- " + comment + " -->\n<!-- end -->\n"
		_, err := readme.Update(text, func(string) (io.ReadCloser, error) { return os.Open("no-such-file") })
		require.ErrorIs(t, err, os.ErrNotExist)
		require.ErrorContains(t, err, "results/hitratio.txt is missing, and a page has a table of it: scripts/bench makes it")
	}
	updated, err := readme.Update("<!-- hit ratios: f -->\nold\n<!-- end -->\n", func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("BenchmarkReplay/trace=a/capacity=9/policy=lru 1 5 hit-%\n")), nil
	})
	require.NoError(t, err)
	require.Equal(t, "<!-- hit ratios: f -->\n| trace | entries | `lru` |\n|---|---:|---:|\n| a | 9 | **5.00** |\n<!-- end -->\n", updated)
}

func TestHitRatiosOfShards(t *testing.T) {
	table, err := readme.HitRatios(strings.NewReader(`BenchmarkReplay/trace=a/capacity=9/backend=cow/goroutines=1 1 5 hit-%
BenchmarkReplay/trace=a/capacity=9/backend=sharded-cow/shards=1/goroutines=1 1 4 hit-%
BenchmarkReplay/trace=a/capacity=9/backend=sharded-cow/shards=16/goroutines=1 1 3 hit-%
`), "x")
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(table, "| trace | entries | cow | sharded-cow of 1 | sharded-cow of 16 |\n"), table)
}
