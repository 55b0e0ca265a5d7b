package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// measuredProgram is a cachebench that says what its revision takes, with a little
// noise, and knows the flag -slowly from its second revision on.
const measuredProgram = `package main

import (
	"os"
	"strconv"
	"strings"
	"time"
)

func main() {
	args := strings.Join(os.Args[1:], " ")
	switch {
	case strings.Contains(args, "-slowly") && %[2]t:
		time.Sleep(time.Minute)
	case strings.Contains(args, "-slowly"):
		os.Stderr.WriteString("cachebench run: unknown flag \"-slowly\"\n")
		os.Exit(2)
	case strings.Contains(args, "-invalid"):
		os.Stderr.WriteString("cachebench run: invalid measurement: a wrong value\n")
		os.Exit(3)
	case strings.Contains(args, "-silent"):
		return
	}
	ns := %[1]d + float64(os.Getpid()%%10)/10
	os.Stdout.WriteString("# wl=w ops=1\nUnit ns/op better=lower\ngoos: linux\n\n")
	os.Stdout.WriteString("BenchmarkCache/backend=cow 1000 " + strconv.FormatFloat(ns, 'f', 1, 64) + " ns/op\n")
}
`

// revisions makes a repository whose HEAD is a fifth slower than its tag v1, and has
// the test work in it.
func revisions(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("GOFLAGS", "-mod=mod")
	git(t, "init", "--quiet", "--initial-branch=trunk")
	put(t, "go.mod", "module example.com/cachebench\n\ngo 1.25\n")
	put(t, "cmd/cachebench/main.go", fmt.Sprintf(measuredProgram, 100, false))
	put(t, "cmd/broken/main.go", "package main\n\nfunc main() { undefined() }\n")
	commit(t, "v1")
	put(t, "cmd/cachebench/main.go", fmt.Sprintf(measuredProgram, 120, true))
	commit(t, "v2")
	return dir
}

func put(t *testing.T, name, content string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, []byte(content), 0o644))
}

func commit(t *testing.T, tag string) {
	t.Helper()
	git(t, "add", ".")
	git(t, "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", tag)
	git(t, "tag", tag)
}

func git(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", args...).CombinedOutput()
	require.NoError(t, err, "git %v: %s", args, out)
	return string(out)
}

func TestAB(t *testing.T) {
	revisions(t)
	before := git(t, "status", "--ignored") + git(t, "worktree", "list") + git(t, "branch")
	t.Setenv("TMPDIR", t.TempDir())

	got := cachebench(t, words("ab v1 -layouts 1 -o kept")...)
	require.Equal(t, 1, got.code, got.stderr)
	require.Contains(t, got.stderr, "cachebench ab: regression: 1 of 1 row is worse")
	require.Contains(t, got.stdout, "the old side is v1, ")
	require.Contains(t, strings.ReplaceAll(got.stdout, "\n", " "), "two halves of the samples of the first side differ by up to 0.")
	for _, name := range []string{"a.txt", "b.txt"} {
		text, err := os.ReadFile(filepath.Join("kept", name))
		require.NoError(t, err)
		require.Len(t, names(t, string(text)), 10)
		require.Equal(t, 10, manifest(t, filepath.Join("kept", name)).Rows)
	}
	require.Equal(t, strings.TrimSpace(git(t, "rev-parse", "v1")), manifest(t, "kept/a.txt").Machine.Commit)
	require.Equal(t, strings.TrimSpace(git(t, "rev-parse", "HEAD")), manifest(t, "kept/b.txt").Machine.Commit)
	var all struct {
		Order    string
		Measured []string
		Partial  bool
	}
	text, err := os.ReadFile("kept/ab.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &all))
	require.Equal(t, strings.Repeat("ABBA", 5), all.Order)
	require.Equal(t, words("run -backend cow,rwmutex -keys 100000 -reads 100,90 -samples 1"), all.Measured)
	require.False(t, all.Partial)

	require.Equal(t, 1, cachebench(t, words("compare kept/a.txt kept/b.txt")...).code, "what is kept can be judged again")
	got = cachebench(t, words("ab v1 -o kept")...)
	require.Equal(t, 2, got.code)
	require.Contains(t, got.stderr, "-o kept: it holds a.txt already")

	require.NoError(t, os.RemoveAll("kept"))
	require.Equal(t, before, git(t, "status", "--ignored")+git(t, "worktree", "list")+git(t, "branch"), "the repository is as it was")
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	require.NoError(t, err)
	for _, entry := range left {
		require.False(t, strings.HasPrefix(entry.Name(), "cachebench-ab-"), "nothing is left")
	}
}

// TestABOfTheSame: no difference is none, with layouts too, in whatever direction it
// would have been.
func TestABOfTheSame(t *testing.T) {
	revisions(t)
	for _, args := range []string{"ab HEAD HEAD -layouts 2 -rounds 10", "ab v2 v1 -layouts 1", "ab v2 . -layouts 1"} {
		got := cachebench(t, words("%s", args)...)
		require.Contains(t, []int{0, 4}, got.code, "%s: %s", args, got.stderr)
	}
	got := cachebench(t, words("ab HEAD HEAD -rounds 3")...)
	require.Contains(t, strings.ReplaceAll(got.stdout, "\n", " "), "rounds: 3, layouts: 3", "samples share no program, nor its luck")
	got = cachebench(t, words("ab v1 -layouts 1 -format json -- run -backend x")...)
	require.Equal(t, 1, got.code)
	require.True(t, json.Valid([]byte(got.stdout)), got.stdout)
	require.Contains(t, cachebench(t, words("ab v1 -layouts 1 -format markdown")...).stdout, "|")
}

// TestABOfAWorkTree: what is not committed is measured where that is asked for, and
// else said not to be.
func TestABOfAWorkTree(t *testing.T) {
	revisions(t)
	put(t, "cmd/cachebench/main.go", fmt.Sprintf(measuredProgram, 150, true))
	got := cachebench(t, words("ab v2 -layouts 1")...)
	require.Contains(t, []int{0, 4}, got.code, got.stderr)
	require.Contains(t, got.stderr, "cachebench ab: note: what is not committed is not measured; the revision . is the folder as it lies there\n")

	got = cachebench(t, words("ab v2 . -layouts 1 -o kept")...)
	require.Equal(t, 1, got.code, got.stderr)
	require.NotContains(t, got.stderr, "note:")
	require.Contains(t, strings.ReplaceAll(got.stdout, "\n", " "), "the work tree on ")
	require.True(t, manifest(t, "kept/b.txt").Machine.Modified)
	require.False(t, manifest(t, "kept/a.txt").Machine.Modified)
}

// TestABOfABusyMachine: it measures all the same, and says it with the verdict.
func TestABOfABusyMachine(t *testing.T) {
	revisions(t)
	a := cli.App{System: machineOf("1000"), Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("ab v1 -layouts 2")...)
	require.Equal(t, 1, got.code, got.stderr)
	require.Contains(t, got.stderr, "cachebench: warning: the load average is 1000.0 on ")
	require.Contains(t, got.stdout, "Note: the machine was busy: the load average is 1000.0 on ")
	require.Contains(t, got.stderr, "(0/4)", "building is shown on a terminal")
	require.Contains(t, got.stderr, "(0/20)", "and measuring")
}

func TestABRefuses(t *testing.T) {
	dir := revisions(t)
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"ab", 2, "missing: REF-A; usage: cachebench ab REF-A [REF-B] [flags] [-- what to measure]"},
		{"ab v1 v2 v3", 2, `unexpected argument "v3"`},
		{"ab v3", 2, `unknown revision "v3"; did you mean "v`},
		{"ab v1 trunc", 2, `unknown revision "trunc"; did you mean "trunk"?`},
		{"ab something-else", 2, `unknown revision "something-else"; there are trunk, v1, v2, HEAD, worktree`},
		{"ab v1 -round 3", 2, `unknown flag "-round"; did you mean "-rounds"?`},
		{"ab v1 -rounds 1", 2, "want an integer from 2 to"},
		{"ab v1 -layouts -1", 2, "want an integer from 0 to"},
		{"ab v1 -format xml", 2, `unknown format "xml"`},
		{"ab v1 -package peers", 2, "no such package in v1, "},
		{"ab v1 -package ../x", 2, "no such package in the repository: ../x"},
		{"ab v1 -package ./cmd/broken", 2, "cannot be built: go build: "},
		{"ab v1 -o no/such/folder", 5, "no such file or directory"},
		{"ab v1 -o go.mod", 5, "go.mod"},
		{"ab v1 -floor none.json", 5, "-floor: open none.json: no such file"},
		{"ab v1 -floor go.mod", 2, "it must be a file of cachebench aa -o"},
		{"ab v1 -- -samples 3", 2, "behind --: leave -samples out: "},
		{"ab v1 -- run --processes=3", 2, "behind --: leave -processes out: "},
		{"ab v1 -- memory -o x", 2, "behind --: leave -o out: "},
		{"ab v1 -- run -h", 2, "behind --: for the flags of run, try cachebench run -h"},
		{"ab v1 -- rnu", 2, `behind --: unknown command that takes samples "rnu"; did you mean "run"?`},
		{"ab v1 -- replay -trace x", 2, `behind --: unknown command that takes samples "replay"`},
		{"ab v1 -layouts 1 -- -slowly", 2, `A is v1, ` + git(t, "rev-parse", "--short=10", "v1")[:10] + `: cachebench run: unknown flag "-slowly" (a revision knows the flags of its time)`},
		{"ab v1 -layouts 1 -- -invalid", 3, ": cachebench run: invalid measurement: a wrong value"},
		{"ab v1 -layouts 1 -- -silent", 3, "cannot be understood: what A wrote holds no results"},
		{"ab v1 -layouts 1 -filter /backend:otter", 2, "nothing to compare"},
	} {
		t.Run(c.args, func(t *testing.T) {
			got := refused(t, c.args, c.code, c.want)
			require.Empty(t, got.stdout)
			require.NoDirExists(t, filepath.Join(dir, "no"))
		})
	}
}

// TestABWithout has parts of what it needs missing.
func TestABWithout(t *testing.T) {
	revisions(t)
	t.Run("Repository", func(t *testing.T) {
		t.Chdir(t.TempDir())
		refused(t, "ab v1", 5, "not in a git repository: git rev-parse: ")
	})
	t.Run("Git", func(t *testing.T) {
		t.Setenv("PATH", t.TempDir())
		refused(t, "ab v1", 5, "there is no git command: install git: ab builds revisions of ")
	})
	t.Run("Space", func(t *testing.T) {
		if runtime.GOOS == "windows" {
			t.Skip("the command in the place of go is a shell script")
		}
		bin, tmp := t.TempDir(), t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(bin, "go"), []byte("#!/bin/sh\necho 'write x: no space left on device' >&2\nexit 1\n"), 0o755))
		t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		t.Setenv("TMPDIR", tmp)
		got := refused(t, "ab v1", 5, "no space left on device: write x: no space left on device; TMPDIR names another place")
		require.Contains(t, got.stderr, "cannot be built in "+tmp, "it says where")
		left, err := os.ReadDir(tmp)
		require.NoError(t, err)
		require.Empty(t, left)
	})
}

func TestAA(t *testing.T) {
	out := filepath.Join(t.TempDir(), "floor.json")
	a := cli.App{Backends: bench.Larder(), Executable: os.Args[0]}
	got := runApp(t, a, words("aa -rounds 10 -o %s -- -backend cow -reads 50 -keys 100 -ops 20000", out)...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stderr)
	require.Regexp(t, `floor +seen +interval +unit +row\n`, got.stdout)
	require.Regexp(t, `[0-9.]+ % +[+-][0-9.]+ % +±[0-9.]+ % +ns/op +Cache/wl=zipf99-rw50/backend=cow/cap=0/`, got.stdout)
	require.Regexp(t, `\nHere, with 10 rounds, smaller changes than \d+ %`, got.stdout)

	var floors struct {
		MinEffect float64 `json:"min_effect"`
		Rows      map[string]float64
		Rounds    int
	}
	b, err := os.ReadFile(out)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &floors))
	require.Equal(t, 10, floors.Rounds)
	require.NotEmpty(t, floors.Rows)
	worst := 0.
	for row, floor := range floors.Rows {
		require.Regexp(t, `^Cache/.* [a-z]`, row)
		require.NotContains(t, row, "ops/s")
		worst = max(worst, floor)
	}
	require.GreaterOrEqual(t, floors.MinEffect+1e-9, max(0.05, 2*worst))
	require.Less(t, floors.MinEffect, max(0.05, 2*worst)+0.0101)
}

// TestFloorCounts: a change that is less than twice the floor is no regression.
func TestFloorCounts(t *testing.T) {
	var old, slower strings.Builder
	for i := range 20 {
		fmt.Fprintf(&old, "BenchmarkCache/backend=cow 100 %d.%02d ns/op\n", 100, i)
		fmt.Fprintf(&slower, "BenchmarkCache/backend=cow 100 %d.%02d ns/op\n", 120, i)
	}
	a, b := file(t, "a.txt", old.String()), file(t, "b.txt", slower.String())
	require.Equal(t, 1, cachebench(t, "compare", a, b).code)
	floor := file(t, "floor.json", `{"rows": {"Cache/backend=cow ns/op": 0.2}}`)
	require.Zero(t, cachebench(t, "compare", a, b, "-floor", floor).code)
	floor = file(t, "floor.json", `{"rows": {"Cache/backend=cow ns/op": 0.05}}`)
	require.Equal(t, 1, cachebench(t, "compare", a, b, "-floor", floor).code)

	const of = `{"machine": {"os": "linux", "arch": "amd64", "cpu": "Small", "cores": %d}, "rows": %s}`
	const rows = `{"Cache/backend=cow ns/op": 0.2}`
	require.NoError(t, os.WriteFile(b+".manifest.json", fmt.Appendf(nil, of, 2, "20"), 0o600))
	require.Zero(t, cachebench(t, "compare", a, b, "-floor", file(t, "floor.json", fmt.Sprintf(of, 2, rows))).code)
	got := cachebench(t, "compare", a, b, "-floor", file(t, "floor.json", fmt.Sprintf(of, 64, rows)))
	require.Equal(t, 2, got.code, "noise there says nothing of noise here")
	require.Contains(t, got.stderr, "the noise floors are of another machine (linux/amd64 Small, 64 cores) than the figures (linux/amd64 Small, 2 cores): measure them there with cachebench aa")

	for content, want := range map[string]string{
		"{}":                     "holds no noise floors: cachebench aa -o writes them",
		`{"rows": {"x": 1}} no`:  "it must be a file of cachebench aa -o",
		"{":                      "it must be a file of cachebench aa -o",
		`{"rows": {"x": -1}}`:    "a noise floor is not negative",
		`{"rows": {"x": "big"}}`: "it must be a file of cachebench aa -o",
	} {
		got := cachebench(t, "compare", a, b, "-floor", file(t, "floor.json", content))
		require.Equal(t, 2, got.code)
		require.Contains(t, got.stderr, want)
	}
}

func TestAARefuses(t *testing.T) {
	for args, want := range map[string]string{
		"aa x":               `unexpected argument "x"`,
		"aa -rounds 1":       "want an integer from 2 to",
		"aa -o -":            "standard output gets the table",
		"aa -- -backend cwo": `A is this program: cachebench run: `,
		"aa -- -samples=2":   "leave -samples out",
	} {
		refused(t, args, 2, want)
	}
	refused(t, "aa -o "+t.TempDir(), 5, "directory")
	got := runApp(t, cli.App{}, "aa")
	require.Equal(t, 5, got.code)
	require.Contains(t, got.stderr, "this program cannot find its own file")
	got = cachebench(t, words("aa -rounds 2 -- -backend cow -reads 50 -keys 100 -ops 20000")...)
	require.Equal(t, 4, got.code, got.stderr)
	require.Contains(t, got.stderr, "the samples are too few to tell a noise floor")
	require.Contains(t, got.stdout, "unknown")
}

// TestExamplesOfTurns: what the helps of ab and aa show behind -- has no usage error.
func TestExamplesOfTurns(t *testing.T) {
	for _, command := range []string{"ab", "aa"} {
		_, examples, ok := strings.Cut(cachebench(t, command, "-h").stdout, "\nExamples:\n")
		require.True(t, ok)
		for line := range strings.Lines(examples) {
			_, tail, has := strings.Cut(strings.TrimSpace(line), " -- ")
			if !has || strings.Contains(line, "-package peers") {
				continue
			}
			if strings.HasPrefix(tail, "-") {
				tail = "run " + tail
			}
			got := cachebench(t, append(words("%s", tail), "-o", t.TempDir())...)
			require.Equal(t, 5, got.code, "a folder as output comes after all usage errors: %s: %s", line, got.stderr)
		}
	}
}
