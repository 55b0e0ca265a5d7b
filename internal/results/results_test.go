package results_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/results"
)

const two = `# wl=w ops=10
# cannot: Cache/wl=w/backend=xsync4/cap=10: it has no capacity
Unit ops/s better=higher
Unit hit-% assume=exact
goos: linux
goarch: amd64
cpu: Some 9000

BenchmarkCache/wl=w/backend=cow/cap=0-2 100 12.5 ns/op 8e7 ops/s 50 hit-%
BenchmarkCache/wl=w/backend=otter/cap=0-2 100 20 ns/op
BenchmarkCache/wl=w/backend=cow/cap=0-2 100 13 ns/op
`

func add(text string) (*results.Set, error) {
	s := new(results.Set)
	_, err := s.Add(strings.NewReader(text), "two.txt")
	return s, err
}

func Example() {
	var s results.Set
	if _, err := s.Add(strings.NewReader(two), "two.txt"); err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range s.Rows {
		fmt.Println(row.Part("backend"), row.Samples["ns/op"])
	}
	for _, c := range s.Files[0].Cannot {
		fmt.Println(c.Part("backend"), "cannot:", c.Reason)
	}
	// Output:
	// cow [12.5 13]
	// otter [20]
	// xsync4 cannot: it has no capacity
}

func TestRows(t *testing.T) {
	s, err := add(two)
	require.NoError(t, err)
	row := s.Row("Cache/wl=w/backend=cow/cap=0-2")
	require.Same(t, s.Rows[0], row)
	require.Equal(t, []string{"ns/op", "ops/s", "hit-%"}, row.Units)
	require.Equal(t, "Cache", row.Base())
	require.Equal(t, []string{"wl", "backend", "cap", "gomaxprocs"}, row.Keys())
	require.Equal(t, "2", row.Part("gomaxprocs"))
	require.Equal(t, s.Rows[1].Without("backend"), row.Without("backend"))
	require.Equal(t, 1, s.Direction("ops/s"))
	require.Equal(t, -1, s.Direction("ns/op"))
	require.True(t, s.Exact("hit-%"))
	require.False(t, s.Exact("ns/op"))
	require.Equal(t, []string{"linux/amd64 Some 9000"}, s.Machines())
	require.Equal(t, 3, s.Files[0].Results)
	require.False(t, s.Files[0].Partial)
}

func TestWhatCannotBeUnderstood(t *testing.T) {
	line := "BenchmarkCache/wl=w/backend=cow-2 100 12.5 ns/op\n"
	for name, c := range map[string]struct{ text, says string }{
		"empty":         {"", "two.txt holds no results"},
		"no results":    {"PASS\nok\n", "two.txt holds no results"},
		"comments":      {"# wl=w\n", "two.txt holds no results"},
		"cut off":       {line + line[:47], "two.txt: the last line has no end: the file is cut off"},
		"cut earlier":   {line + line[:40], "two.txt:2: missing units"},
		"cut unit":      {"BenchmarkA 100 12.5\n", "two.txt:1"},
		"no number":     {"BenchmarkA 100 fast ns/op\n", "two.txt:1"},
		"NaN":           {line + "BenchmarkA 100 NaN ns/op\n", "two.txt:2: NaN ns/op is no measurement"},
		"infinite":      {"BenchmarkA 100 +Inf ns/op\n", "two.txt:1: +Inf ns/op is no measurement"},
		"no iterations": {"BenchmarkA 0 12.5 ns/op\n", "two.txt:1: 0 iterations of A"},
		"binary":        {strings.Repeat("\x00", 1<<20), "this is no file of benchmarks"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := add(c.text)
			require.ErrorIs(t, err, results.ErrSyntax)
			require.ErrorContains(t, err, c.says)
		})
	}
}

// TestFilesDisagree: two files of a set that turn a unit round are of different kinds,
// and what is exact in one is not in the other.
func TestFilesDisagree(t *testing.T) {
	s, err := add("Unit hit-% better=higher assume=exact\nBenchmarkReplay 1 40 hit-%\n")
	require.NoError(t, err)
	_, err = s.Add(strings.NewReader("Unit hit-% better=higher\nBenchmarkCache 1 71 hit-%\n"), "run.txt")
	require.NoError(t, err)
	require.True(t, s.Exact("hit-%"))
	require.True(t, s.Row("Replay").Exact("hit-%"))
	require.False(t, s.Row("Cache").Exact("hit-%"))
	_, err = s.Add(strings.NewReader("Unit hit-% better=lower\nBenchmarkCache 1 71 hit-%\n"), "odd.txt")
	require.ErrorIs(t, err, results.ErrSyntax)
	require.ErrorContains(t, err, "odd.txt says that hit-% is better lower, a file before it higher")
}

// A file is read in one pass, line by line.
func TestLargeFile(t *testing.T) {
	line := "BenchmarkCache/wl=w/backend=cow/cap=0/goroutines=2-2 3932416 76.981 ns/op 1.299e+07 ops/s 100 hit-%\n"
	n := 100 << 20 / len(line)
	if testing.Short() {
		n = 1000
	}
	s := new(results.Set)
	file, err := s.Add(&repeated{line: line, left: n}, "large.txt")
	require.NoError(t, err)
	require.Equal(t, n, file.Results)
	require.Len(t, s.Rows, 1)
	require.Len(t, s.Rows[0].Samples["ns/op"], n)
}

type repeated struct {
	line string
	left int
	rest string
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.left--
		r.rest = r.line
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "two.txt")
	require.NoError(t, os.WriteFile(file, []byte(two+"# partial: interrupted\n"), 0o600))
	s, err := results.Read(file)
	require.NoError(t, err)
	require.True(t, s.Files[0].Partial)
	require.Nil(t, s.Files[0].Manifest)

	require.NoError(t, os.WriteFile(file+results.ManifestSuffix, []byte(`{"command":["cachebench","run"],"rows":3}`), 0o600))
	s, err = results.Read(file)
	require.NoError(t, err)
	require.Equal(t, 3, s.Files[0].Manifest.Rows)

	require.NoError(t, os.WriteFile(file+results.ManifestSuffix, []byte(`{"command":`), 0o600))
	_, err = results.Read(file)
	require.ErrorIs(t, err, results.ErrSyntax)

	require.NoError(t, os.WriteFile(file+results.ManifestSuffix, []byte(`{} and more`), 0o600))
	_, err = results.Read(file)
	require.ErrorIs(t, err, results.ErrSyntax)

	require.NoError(t, os.Remove(file+results.ManifestSuffix))
	require.NoError(t, os.Mkdir(file+results.ManifestSuffix, 0o700))
	_, err = results.Read(file)
	require.Error(t, err)
	require.NotErrorIs(t, err, results.ErrSyntax, "it cannot be read")

	_, err = results.Read(filepath.Join(dir, "none.txt"))
	require.ErrorIs(t, err, os.ErrNotExist)
}
