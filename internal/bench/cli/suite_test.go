package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// aSuite writes a suite of one run, "a" of mode run, with further lines.
func aSuite(t *testing.T, lines ...string) string {
	t.Helper()
	return file(t, "s.toml", "[[run]]\nname = \"a\"\nmode = \"run\"\n"+strings.Join(lines, "\n")+"\n")
}

// TestBadSuites: what the commands themselves refuse is told with the line that says it.
func TestBadSuites(t *testing.T) {
	for lines, says := range map[string]string{
		`durration = "1s"`:                         `s.toml:4: run a: unknown key "durration"; did you mean "duration"?`,
		`views = 10`:                               `s.toml:4: run a: unknown key "views"`,
		`mode = "rnu"`:                             `s.toml:4: `,
		"keys = 100\nbackend = \"cwo\"":            `s.toml:5: run a: backend = cwo: unknown backend "cwo"; did you mean "cow"?`,
		`backend = "otter"`:                        `s.toml:4: run a: backend = otter: unknown backend "otter"; there are cow, `,
		`backend = ["cow", "otter"]`:               `; libraries of others are in the command of module peers alone: go build -C peers`,
		`keys = "many"`:                            `s.toml:4: run a: keys = many: want an integer from 1 to 100000000`,
		`keys = true`:                              `s.toml:4: run a: keys = true: want an integer`,
		`keys = [100, 100]`:                        `s.toml:4: run a: keys = 100,100: 100 is named twice`,
		`nostats = 3`:                              `s.toml:4: run a: nostats = 3: want true or false`,
		`duration = 3`:                             `s.toml:4: run a: duration = 3: want a duration such as 300ms`,
		`duration = ["1s", "2s"]`:                  `s.toml:4: run a: duration = 1s,2s: want a duration such as 300ms`,
		"duration = \"1s\"\nops = 100":             `s.toml:1: run a: -duration and -ops exclude each other`,
		"reads = 90\ndeletes = 20":                 `s.toml:1: run a: -reads 90 and -deletes 20 are more than 100 together`,
		"backend = \"cow\"\nshards = 4":            `s.toml:1: run a: -shards is for backends in shards, and -backend names none`,
		"trace = \"traces/x\"\nkeys = 5":           `s.toml:1: run a: -trace and -keys exclude each other`,
		`policy = "lru"`:                           `s.toml:1: run a: -policy lru needs -capacity`,
		`tables = ["/backend ns/op"]`:              `s.toml:1: run a: tables: "/backend ns/op": want rows, columns and a unit`,
		`dist = "zipf:-1"`:                         `s.toml:4: run a: dist = zipf:-1: `,
		"[[run]]\nname = \"b\"\nmode = \"list\"":   `s.toml:6: run b: unknown mode "list"; there are run, memory, `,
		"[[run]]\nname = \"b\"\nmode = \"memroy\"": `s.toml:6: run b: unknown mode "memroy"; did you mean "memory"?`,
		"[[run]]\nname = \"b\"\nmode = \"replay\"": `s.toml:4: run b: -trace is missing`,
		"[[run]]\nname = \"b\"\nmode = \"stampede\"\nttl = \"1ms\"": `s.toml:4: run b: -ttl 1ms is shorter than -latency`,
	} {
		got := cachebench(t, "suite", aSuite(t, lines))
		require.Equal(t, 2, got.code, lines)
		require.Contains(t, got.stderr, says)
		require.Equal(t, 1, strings.Count(got.stderr, "\n"), got.stderr)
		require.Empty(t, got.stdout, "nothing is measured before everything is checked")
	}
}

func TestWorkloadsAreBlamedWhereTheyAreWritten(t *testing.T) {
	got := cachebench(t, "suite", file(t, "s.toml", "[workload.w]\nviews = 10\n[[run]]\nname = \"a\"\nmode = \"run\"\nworkload = \"w\"\n"))
	require.Equal(t, 2, got.code)
	require.Contains(t, got.stderr, "s.toml:2: run a: unknown key \"views\"")
}

func TestSuiteUsage(t *testing.T) {
	refused(t, "suite", 2, "missing: FILE…")
	refused(t, "suite none.toml", 5, "none.toml: no such file")
	refused(t, "suite s.toml -lits", 2, `unknown flag "-lits"; did you mean "-list"?`)
	good := aSuite(t)
	refused(t, "suite "+good+" -only b", 2, `-only: unknown run "b"`)
	refused(t, "suite "+good+" -traces "+good, 5, "is no folder")
	refused(t, fmt.Sprintf("suite %s %s", good, aSuite(t)), 2, "has a run of this name too: both would make a.txt")
	got := runAppWithout(t, "suite", good)
	require.Equal(t, 5, got.code)
	require.Contains(t, got.stderr, "cannot find its own file")
}

// TestListedSuite holds a suite that is committed to the commands that it stands for.
func TestListedSuite(t *testing.T) {
	got := cachebench(t, words("suite -list -o out %s", filepath.Join("..", "..", "..", "scripts", "suites", "gate.toml"))...)
	require.Zero(t, got.code, got.stderr)
	golden := filepath.Join("testdata", "suite-gate.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got.stdout), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got.stdout, "if this is right: go test -run ListedSuite -update")
	require.NoDirExists(t, "out")
}

func TestListQuotesForAShell(t *testing.T) {
	got := cachebench(t, "suite", "-list", aSuite(t, `trace = "it's here.lirs"`, "nostats = false"))
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, "# a\ncachebench run -trace 'it'\\''s here.lirs' -nostats=false -o results/a.txt\n", got.stdout)
}
