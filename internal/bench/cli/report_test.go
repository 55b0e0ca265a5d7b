package cli_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

const twoBackends = "BenchmarkCache/wl=w/backend=cow-2 100 10 ns/op\nBenchmarkCache/wl=w/backend=rwmutex-2 100 20 ns/op\n"

func TestReport(t *testing.T) {
	in := file(t, "in.txt", twoBackends)
	page := filepath.Join(t.TempDir(), "page.html")
	got := cachebench(t, "report", in, "-title", "Of <this> week", "-o", page)
	require.Equal(t, ran{}, got, "silent unless people look")
	kept, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Contains(t, string(kept), "<title>Of &lt;this&gt; week</title>")
	require.Contains(t, string(kept), "cow in 1 of 1.")

	again := cachebench(t, "report", "-o", "-", "-title", "Of <this> week", "--", in)
	require.Zero(t, again.code)
	require.Equal(t, string(kept), again.stdout, "standard output gets the same")
}

func TestReportOfWhatRunMeasures(t *testing.T) {
	in := filepath.Join(t.TempDir(), "run.txt")
	require.Zero(t, cachebench(t, words("run %s -backend cow,rwmutex -o %s", quick, in)...).code)
	got := cachebench(t, "report", "-o", "-", in)
	require.Zero(t, got.code, got.stderr)
	require.Contains(t, got.stdout, "Repeat this:", "the manifest is read")
	require.Contains(t, got.stdout, "zipf99-rw95")
}

func TestReportRefuses(t *testing.T) {
	in := file(t, "in.txt", twoBackends)
	cut := file(t, "cut.txt", twoBackends+"BenchmarkCache/wl=w/backend=otter-2 100 20 ns")
	nan := file(t, "nan.txt", "BenchmarkA 1 NaN ns/op\n")
	empty := file(t, "empty.txt", "")
	out := filepath.Join(t.TempDir(), "page.html")
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"report", 2, "missing: FILE…; usage: cachebench report FILE… [flags]"},
		{"report " + in, 2, "-o is missing"},
		{"report -0 x " + in, 2, `unknown flag "-0"`},
		{"report -o " + out + " " + in + " " + in + ".none", 5, "no such file"},
		{"report -o " + out + " " + filepath.Dir(in), 5, "cachebench report: read " + filepath.Dir(in) + ": is a directory"},
		{"report -o " + out + " " + cut, 2, "cut.txt: the last line has no end: the file is cut off"},
		{"report -o " + out + " " + nan, 2, "nan.txt:1: NaN ns/op is no measurement"},
		{"report -o " + out + " " + empty, 2, "empty.txt holds no results"},
		{"report -o " + in + " " + in, 2, "would replace a file of results"},
		{"report -o " + filepath.Join(out, "no", "folder") + " " + in, 5, "cannot write"},
	} {
		refused(t, c.args, c.code, c.want)
		require.NoFileExists(t, out)
	}
}

// TestReportLeavesWhatWasThere until there is a whole page.
func TestReportLeavesWhatWasThere(t *testing.T) {
	page := file(t, "page.html", "the old one")
	refused(t, "report -o "+page+" "+file(t, "nan.txt", "BenchmarkA 1 NaN ns/op\n"), 2, "no measurement")
	kept, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, "the old one", string(kept))
}

func TestReportTellsPeopleWhereItIs(t *testing.T) {
	a := cli.App{Backends: bench.Larder(), Terminal: func(io.Writer) bool { return true }}
	page := filepath.Join(t.TempDir(), "page.html")
	got := runApp(t, a, "report", "-o", page, file(t, "in.txt", twoBackends))
	require.Equal(t, ran{stderr: page + ": of 1 file, 0.0 MB\n"}, got)
}
