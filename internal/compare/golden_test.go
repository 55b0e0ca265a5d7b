package compare_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/compare"
	"github.com/larder-go/larder/internal/results"
)

var update = flag.Bool("update", false, "write the golden files, and those of results, anew")

// recorded are the files of results in testdata: names, units and what is allocated as
// cachebench run wrote them, and times with a spread of 2 % from a seed, since a file
// that was recorded shows the machine of that day. new is old again, with other
// noise.
var recorded = map[string]struct {
	seed   uint64
	change func(row string, ns, bytes, allocations *float64)
}{
	"old": {1, nil},
	"new": {2, nil},
	"slower": {3, func(row string, ns, _, _ *float64) {
		if strings.Contains(row, "rw95/backend=cow") {
			*ns *= 1.1
		}
	}},
	"allocates": {4, func(row string, _, bytes, allocations *float64) {
		if strings.Contains(row, "rw100/backend=cow") {
			*bytes, *allocations = 16, 1
		}
	}},
}

// TestRecordedFiles are what their seeds make of them.
func TestRecordedFiles(t *testing.T) {
	for name, r := range recorded {
		random := rand.New(rand.NewPCG(r.seed, 0))
		var b strings.Builder
		b.WriteString("# wl=zipf99-rw100 ops=1048576 keys=100000 distinct=83182 stream=0adc1367e42c37c5 get=100.00% set=0.00% delete=0.00%\n" +
			"Unit ns/op better=lower\nUnit ops/s better=higher\nUnit hit-% better=higher\nUnit B/op better=lower\nUnit allocs/op better=lower\n" +
			"goos: linux\ngoarch: amd64\ncpu: AMD EPYC\n\n")
		for range 12 {
			for _, work := range []struct {
				name   string
				writes float64
			}{{"zipf99-rw100", 0}, {"zipf99-rw95", 5}} {
				row(&b, random, work.name, "cow", 75, work.writes, r.change)
				row(&b, random, work.name, "rwmutex", 130, work.writes, r.change)
			}
		}
		path := filepath.Join("testdata", name+".txt")
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o644))
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, b.String(), string(text), "if this is right: go test -run Recorded -update")
	}
}

func row(w io.Writer, random *rand.Rand, work, backend string, ns, writes float64, change func(string, *float64, *float64, *float64)) {
	name := fmt.Sprintf("Cache/wl=%s/backend=%s/cap=0/goroutines=2-2", work, backend)
	ns *= (1 + writes/20) * math.Exp(0.02*random.NormFloat64())
	bytes, allocations := 64*writes/100+0.01*float64(random.IntN(3)), writes/100+0.0001*float64(random.IntN(3))
	if change != nil {
		change(name, &ns, &bytes, &allocations)
	}
	fmt.Fprintf(w, "Benchmark%s %d %.5g ns/op %.5g ops/s 100 hit-%% %v write-%% %.2f B/op %.4f allocs/op\n", name, int(3e8/ns), ns, 2e9/ns, writes, bytes, allocations)
}

// compared compares two of the recorded files.
func compared(t *testing.T, old, new string, o compare.Options) *compare.Report {
	t.Helper()
	was, err := results.Read(filepath.Join("testdata", old+".txt"))
	require.NoError(t, err)
	is, err := results.Read(filepath.Join("testdata", new+".txt"))
	require.NoError(t, err)
	r, err := compare.Compare(was, is, o)
	require.NoError(t, err)
	return r
}

func TestVerdictsOfRecordedFiles(t *testing.T) {
	for _, c := range []struct {
		old, new string
		want     compare.Verdict
		worst    string
	}{
		{"old", "old", compare.Fine, ""},
		{"old", "new", compare.Fine, ""},
		{"new", "old", compare.Fine, ""},
		{"old", "slower", compare.Regression, "Cache/wl=zipf99-rw95/backend=cow/cap=0/goroutines=2-2 ns/op"},
		{"slower", "old", compare.Fine, ""},
		{"old", "allocates", compare.Regression, "Cache/wl=zipf99-rw100/backend=cow/cap=0/goroutines=2-2 allocs/op"},
		{"allocates", "old", compare.Fine, ""},
	} {
		r := compared(t, c.old, c.new, compare.Options{})
		require.Equal(t, c.want, r.Verdict(), "%s and %s: %s", c.old, c.new, r.Summary())
		if c.worst != "" {
			require.Equal(t, c.worst, r.Rows[0].Key())
		}
	}
}

// mixed is a report of everything that there is to tell.
func mixed(t *testing.T) *compare.Report {
	t.Helper()
	const head = "Unit hit-% better=higher assume=exact\nUnit p99-ns better=lower\ngoos: linux\ngoarch: amd64\ncpu: "
	name := func(backend string) string {
		return "Cache/wl=a_very_long_name_of_a_workload/backend=" + backend + "/cap=0-2"
	}
	side := func(cpu string, cow, otter, theine, noop, hits float64, extra string) *results.Set {
		return of(t, head+cpu+"\n\n"+lines(name("cow"), "ns/op", around(cow)...)+lines(name("otter"), "ns/op", around(otter)...)+
			lines(name("theine"), "p99-ns", around(theine)[:3]...)+lines(name("noop"), "ns/op", around(noop)...)+
			lines(name("cow"), "hit-%", hits)+lines(name("cow"), "write-%", 5)+lines(extra, "ns/op", 1), `{"machine":{"go":"go1.`+cpu+`"}}`)
	}
	r, err := compare.Compare(side("25", 100, 100, 10, 2, 41.64, "Gone"), side("26", 133, 80, 11, 2, 41.6, "New"), compare.Options{All: true, Machines: true})
	require.NoError(t, err)
	require.Equal(t, compare.Regression, r.Verdict())
	return r
}

// TestGolden: the three formats, and text for a narrow terminal.
func TestGolden(t *testing.T) {
	for name, write := range map[string]func(*compare.Report, io.Writer) error{
		"report.txt":  func(r *compare.Report, w io.Writer) error { return r.Text(w, 100) },
		"narrow.txt":  func(r *compare.Report, w io.Writer) error { return r.Text(w, 50) },
		"report.md":   (*compare.Report).Markdown,
		"report.json": (*compare.Report).JSON,
	} {
		var b bytes.Buffer
		require.NoError(t, write(mixed(t), &b))
		path := filepath.Join("testdata", "golden-"+name)
		if *update {
			require.NoError(t, os.WriteFile(path, b.Bytes(), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), b.String(), "if this is right: go test -run Golden -update")
	}
}

// TestTextFits: no line is wider than the terminal, but for names of which one part is.
func TestTextFits(t *testing.T) {
	for width := 40; width <= 200; width += 5 {
		var b strings.Builder
		require.NoError(t, mixed(t).Text(&b, width))
		for line := range strings.Lines(b.String()) {
			if !strings.Contains(line, "a_very_long_name") && !strings.Contains(line, "backend=") {
				require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), width, line)
			}
		}
	}
}

// TestJSONIsComplete: whatever the report holds, infinities and what is no number too.
func TestJSONIsComplete(t *testing.T) {
	r := judged(t, exact+lines("A", "load", 0, 0, 0, 0, 0, 0), exact+lines("A", "load", 1, 2, 3, 4, 5, 6), compare.Options{})
	require.True(t, math.IsInf(r.Rows[0].Effect, 1))
	var b bytes.Buffer
	require.NoError(t, r.JSON(&b))
	var decoded struct {
		Verdict string
		Rows    []struct {
			Name   string
			Change *float64
			P      *float64
		}
	}
	require.NoError(t, json.Unmarshal(b.Bytes(), &decoded))
	require.Equal(t, "regression", decoded.Verdict)
	require.Nil(t, decoded.Rows[0].Change)
	require.NotNil(t, decoded.Rows[0].P)
}

// TestMarkdownIsEscaped: what stands in names does nothing in a pull request.
func TestMarkdownIsEscaped(t *testing.T) {
	name := "A/b=<script>@everyone|`x`/c"
	r := judged(t, lines(name, "ns/op", around(100)...)+lines("B_*x*", "ns/op", 1), lines(name, "ns/op", around(200)...), compare.Options{})
	var b strings.Builder
	require.NoError(t, r.Markdown(&b))
	require.NotContains(t, strings.ReplaceAll(b.String(), "`A/b=<script>@everyone\\|'x'/c`", ""), "<script>")
	require.NotContains(t, strings.ReplaceAll(b.String(), "`A/b=<script>@everyone\\|'x'/c`", ""), "@everyone")
	require.Contains(t, b.String(), `B\_\*x\*`)
}

// TestWriteErrorsAreTold by all formats.
func TestWriteErrorsAreTold(t *testing.T) {
	r := mixed(t)
	for _, write := range []func(io.Writer) error{func(w io.Writer) error { return r.Text(w, 80) }, r.Markdown, r.JSON} {
		require.ErrorIs(t, write(full{}), io.ErrShortWrite)
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
