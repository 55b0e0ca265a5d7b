package cli_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// resultsOf is the path of a file of results that package compare has for its tests.
func resultsOf(name string) string {
	return filepath.Join("..", "..", "compare", "testdata", name+".txt")
}

// compareFiles returns what replaces words in capitals by files.
func compareFiles(t *testing.T) *strings.Replacer {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	old, err := os.ReadFile(resultsOf("old"))
	require.NoError(t, err)
	few := strings.Join(strings.SplitAfter(string(old), "\n")[:19], "") // three samples and a bit
	const line = "BenchmarkCache/wl=zipf99-rw100/backend=cow/cap=0/goroutines=2-2 10 "
	write("manifest.txt.manifest.json", "{")
	return strings.NewReplacer(
		"OLD", resultsOf("old"), "NEW", resultsOf("new"), "SLOWER", resultsOf("slower"), "ALLOCATES", resultsOf("allocates"),
		"FEW", write("few.txt", few),
		"GONE", write("gone.txt", strings.ReplaceAll(string(old), "backend=rwmutex", "backend=other")),
		"ELSEWHERE", write("elsewhere.txt", strings.ReplaceAll(string(old), "AMD EPYC", "Some Other")),
		"WORK", write("work.txt", strings.ReplaceAll(string(old), "stream=0a", "stream=ff")),
		"NONE", filepath.Join(dir, "none.txt"),
		"EMPTY", write("empty.txt", ""),
		"PROSE", write("prose.txt", "It was a dark and stormy night.\n"),
		"CUT", write("cut.txt", string(old[:len(old)-20])),
		"NAN", write("nan.txt", line+"NaN ns/op\n"),
		"BAD", write("bad.txt", line+"fast ns/op\n"),
		"BINARY", write("binary.txt", strings.Repeat("\x00", 1<<20)),
		"APART", write("apart.txt", "BenchmarkOther 10 5 ns/op\n"),
		"MANIFEST", write("manifest.txt", string(old)),
		"DIR", dir,
	)
}

// TestCompare: each pair of files has the exit code that it should, one line on
// standard error says why it is not 0, and standard output has the report where there
// is one.
func TestCompare(t *testing.T) {
	files := compareFiles(t)
	for _, c := range []struct {
		args string
		code int
		want string // part of the message
	}{
		// Verdicts.
		{"OLD OLD", 0, ""},
		{"OLD NEW", 0, ""},
		{"SLOWER OLD", 0, ""},
		{"OLD SLOWER", 1, "regression: 1 of 16 rows is worse; the worst: ns/op of Cache/wl=zipf99-rw95/backend=cow/cap=0/goroutines=2-2, +8.7 %"},
		{"OLD ALLOCATES", 1, "regression: 2 of 16 rows are worse; the worst: "},
		{"OLD SLOWER -inconclusive pass", 1, "regression"},
		{"OLD SLOWER -min-effect 15%", 0, ""},
		{"OLD SLOWER -filter -/wl:zipf99-rw95", 0, ""},
		{"OLD SLOWER -units allocs/op,B/op", 0, ""},
		{"OLD,OLD NEW,NEW", 0, ""},
		{"FEW FEW", 4, "inconclusive: nothing is surely worse, but 8 of 16 rows are undecided, for which about"},
		{"FEW FEW -inconclusive pass", 0, "passed by -inconclusive pass: inconclusive: "},
		{"FEW FEW -units allocs/op", 0, ""},
		{"OLD GONE", 4, "2 rows gone from the new results"},
		{"OLD GONE -missing pass", 0, "passed by -missing pass: 2 rows are gone"},
		{"OLD ELSEWHERE", 4, "MEASURED ON DIFFERENT MACHINES"},
		{"OLD ELSEWHERE -machines pass", 0, ""},
		{"OLD ELSEWHERE -units allocs/op", 0, ""},

		// Files.
		{"OLD NONE", 5, "none.txt: no such file"},
		{"NONE OLD", 5, "none.txt: no such file"},
		{"OLD,NONE NEW", 5, "none.txt: no such file"},
		{"OLD DIR", 5, "is a directory"},
		{"OLD EMPTY", 2, "empty.txt holds no results"},
		{"EMPTY OLD", 2, "empty.txt holds no results"},
		{"OLD PROSE", 2, "prose.txt holds no results"},
		{"OLD CUT", 2, "cut.txt: the last line has no end: the file is cut off"},
		{"OLD NAN", 2, "nan.txt:1: NaN ns/op is no measurement"},
		{"OLD BAD", 2, "bad.txt:1"},
		{"OLD BINARY", 2, "this is no file of benchmarks"},
		{"OLD MANIFEST", 2, "manifest.txt.manifest.json"},
		{"OLD APART", 2, "no name is on both sides"},
		{"OLD WORK", 2, "other work: the operations of zipf99-rw100 on 100000 keys are not the same"},

		// Usage.
		{"", 2, "missing: OLD and NEW; usage: cachebench compare OLD NEW [flags]"},
		{"OLD", 2, "missing: NEW; usage: cachebench compare OLD NEW [flags]"},
		{"-alpha 0.05", 2, "missing: OLD and NEW"},
		{"OLD NEW SLOWER", 2, "slower.txt\" behind OLD and NEW; usage:"},
		{"OLD, NEW", 2, "a name is missing among the files"},
		{"OLD NEW -alpah 0.1", 2, `unknown flag "-alpah"; did you mean "-alpha"?`},
		{"OLD NEW -alpha 0", 2, "want a number above 0 and below 1, such as 0.01"},
		{"OLD NEW -alpha NaN", 2, "want a number above 0 and below 1"},
		{"OLD NEW -min-effect 0%", 2, "want a change above 0, such as 5% or 0.05"},
		{"OLD NEW -min-effect 5 -alpha 0.5 -units", 2, "flag needs an argument: -units"},
		{"OLD NEW -min-effect NaN%", 2, "want a change above 0"},
		{"OLD NEW -inconclusive maybe", 2, `unknown word "maybe"; there are fail, pass`},
		{"OLD NEW -format xml", 2, `unknown format "xml"; there are text, markdown, json`},
		{"OLD NEW -format txt", 2, `did you mean "text"?`},
		{"OLD NEW -units ns", 2, `no row that is kept has the unit "ns"; there are B/op, allocs/op, hit-%, ns/op`},
		{"OLD NEW -units write-%", 2, "nobody says whether more write-% is better"},
		{"OLD NEW -filter ((", 2, `the filter "(("`},
		{"OLD NEW -filter /backend:otter", 2, "the filter /backend:otter keeps no row"},
		{"OLD NEW -o -", 2, "standard output is written anyway"},
		{"OLD NEW -o /no/such/folder/out", 5, "cannot write /no/such/folder/out"},
		{"OLD NEW -o DIR", 5, "is a directory"},
	} {
		t.Run(c.args, func(t *testing.T) {
			got := cachebench(t, words("compare %s", files.Replace(c.args))...)
			require.Equal(t, c.code, got.code, "%s%s", got.stdout, got.stderr)
			require.Contains(t, got.stderr, c.want)
			if c.want == "" {
				require.Empty(t, got.stderr)
			} else {
				require.Equal(t, 1, strings.Count(got.stderr, "\n"), "one line: %s", got.stderr)
				require.True(t, strings.HasPrefix(got.stderr, "cachebench compare: "), got.stderr)
			}
			switch c.code {
			case 2, 5:
				require.Empty(t, got.stdout)
			default:
				require.Contains(t, got.stdout, " of ")
			}
		})
	}
}

// TestCompareFormats: standard output has the format, and with -o the file has it.
func TestCompareFormats(t *testing.T) {
	files := []string{"compare", resultsOf("old"), resultsOf("slower")}
	text := cachebench(t, files...).stdout
	require.True(t, strings.HasPrefix(text, "Regression: "), text)
	for format, begin := range map[string]string{"markdown": "**Regression:** ", "json": "{\n", "text": "Regression: "} {
		got := cachebench(t, append(files, "-format", format)...)
		require.Equal(t, cli.ExitRegression, got.code)
		require.True(t, strings.HasPrefix(got.stdout, begin), got.stdout)
		require.Equal(t, format == "json", json.Valid([]byte(got.stdout)))

		path := filepath.Join(t.TempDir(), "report")
		both := cachebench(t, append(files, "-format", format, "-o", path)...)
		require.Equal(t, cli.ExitRegression, both.code, "the report is there, and the regression too")
		require.Equal(t, text, both.stdout)
		written, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, got.stdout, string(written))
	}
}

// TestCompareTakesFlagsAnywhere: before, between and behind the files, and none behind
// two dashes.
func TestCompareTakesFlagsAnywhere(t *testing.T) {
	old, slower := resultsOf("old"), resultsOf("slower")
	for _, args := range []string{"-min-effect 15%% %s %s", "%s -min-effect 15%% %s", "%s %s -min-effect=15%%", "-min-effect 15%% -- %s %s"} {
		require.Zero(t, cachebench(t, words("compare "+args, old, slower)...).code, args)
	}
	refused(t, fmt.Sprintf("compare %s %s -- -all", old, slower), 2, `unexpected argument "-all" behind OLD and NEW`)
	refused(t, "compare -- -all -all", 5, "open -all: no such file")
}

// TestCompareReplacesNoInput: a report never takes the place of what it is of.
func TestCompareReplacesNoInput(t *testing.T) {
	text, err := os.ReadFile(resultsOf("old"))
	require.NoError(t, err)
	old, also := file(t, "old.txt", string(text)), file(t, "also.txt", string(text))
	floor := file(t, "floor.json", `{"rounds": 10, "rows": {"x ns/op": 0.01}}`)
	for _, args := range []string{"OLD ALSO -o OLD", "OLD ALSO -o ALSO", "OLD ALSO,OLD -o OLD", "ALSO ALSO,OLD -o OLD"} {
		refused(t, "compare "+strings.NewReplacer("OLD", old, "ALSO", also).Replace(args), 2,
			"would replace a file of results: give the report another name")
	}
	refused(t, "compare "+old+" "+also+" -floor "+floor+" -o "+floor, 2, "would replace the noise floors: give the report another name")
	for _, name := range []string{old, also} {
		kept, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, string(text), string(kept))
	}
}

// TestCompareOfReplays: hit ratios of policies are exact, one sample is enough, and the
// smallest loss is a regression.
func TestCompareOfReplays(t *testing.T) {
	dir, recorded := t.TempDir(), file(t, "small.lirs", smallTrace)
	old, new := filepath.Join(dir, "old.txt"), filepath.Join(dir, "new.txt")
	require.Zero(t, cachebench(t, words("replay -trace %s -capacity 2,3 -policy lru,opt -o %s", recorded, old)...).code)
	got := cachebench(t, "compare", old, old)
	require.Zero(t, got.code, got.stderr)
	require.Contains(t, got.stdout, "Fine: none of 8 rows is worse.")

	text, err := os.ReadFile(old)
	require.NoError(t, err)
	worse := strings.Replace(string(text), "25.0000 hit-%", "24.9999 hit-%", 1)
	require.NotEqual(t, string(text), worse)
	require.NoError(t, os.WriteFile(new, []byte(worse), 0o600))
	got = cachebench(t, "compare", old, new)
	require.Equal(t, cli.ExitRegression, got.code)
	require.Contains(t, got.stderr, "hit-% of Replay/trace=small/capacity=3/policy=lru")
	require.Zero(t, cachebench(t, "compare", new, old).code)

	require.NoError(t, os.WriteFile(new, []byte(strings.ReplaceAll(string(text), "sha256 ", "sha256 f")), 0o600))
	refused(t, fmt.Sprintf("compare %s %s", old, new), 2, "other work: the operations of small are not the same")
}

// TestCompareSaysThatNobodyReads as the other commands do.
func TestCompareSaysThatNobodyReads(t *testing.T) {
	var stderr strings.Builder
	code := cli.App{Backends: bench.Larder()}.Run(context.Background(), []string{"compare", resultsOf("old"), resultsOf("new")}, broken{os.ErrClosed}, &stderr)
	require.Equal(t, cli.ExitIO, code)
	require.Contains(t, stderr.String(), "cannot write to standard output")
}
