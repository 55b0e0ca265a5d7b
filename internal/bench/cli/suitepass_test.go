package cli_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// runAppWithout runs the command as one that cannot find its own file.
func runAppWithout(t *testing.T, args ...string) ran {
	t.Helper()
	return runApp(t, cli.App{Backends: bench.Larder()}, args...)
}

const tinySuite = `
title = "Tiny"
[workload.few]
samples = 1
ops = 20_000
keys = 100
[[run]]
name = "one"
mode = "run"
backend = "cow"
workload = "few"
reads = 50
[[run]]
name = "real"
mode = "run"
backend = "cow"
trace = "traces/small.lirs"
[[run]]
name = "two"
mode = "replay"
policy = "lru"
[[run.part]]
trace = "./small.lirs"
capacity = [2, 3]
[[run.part]]
trace = "./other.lirs"
capacity = 3
`

// tiny writes the suite and its traces into a folder.
func tiny(t *testing.T) (dir, suite string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{"tiny.toml": tinySuite, "small.lirs": smallTrace, "other.lirs": smallTrace + smallTrace} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir, filepath.Join(dir, "tiny.toml")
}

func manifestOf(t *testing.T, file string) (m bench.Manifest) {
	t.Helper()
	text, err := os.ReadFile(file + ".manifest.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &m))
	return m
}

func TestSuite(t *testing.T) {
	dir, suite := tiny(t)
	out := filepath.Join(dir, "out")
	got := cachebench(t, "suite", suite, "-o", out)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stderr)
	require.Contains(t, got.stdout, "== one: cachebench run -backend cow -samples 1 -ops 20000 -keys 100 -reads 50 -o ")
	require.Contains(t, got.stdout, "skipped: real: no folder of traces is named, for traces/small.lirs (-traces or LARDER_TRACES)\n")
	m := manifestOf(t, filepath.Join(out, "one.txt"))
	require.Equal(t, "tiny.toml", m.Suite)
	require.Equal(t, words("cachebench run -backend cow -samples 1 -ops 20000 -keys 100 -reads 50 -o %s/out/one.txt", filepath.ToSlash(dir)), m.Command)

	m = manifestOf(t, filepath.Join(out, "two.txt"))
	require.Equal(t, "tiny.toml", m.Suite)
	require.Equal(t, []string{"cachebench", "suite", suite, "-only", "two"}, m.Command)
	require.Equal(t, 3, m.Rows)
	require.Len(t, m.Works, 2)
	text, err := os.ReadFile(filepath.Join(out, "two.txt"))
	require.NoError(t, err)
	require.Len(t, names(t, string(text)), 3)
	files, err := os.ReadDir(out)
	require.NoError(t, err)
	require.Len(t, files, 4, "two of results, each with its manifest, and no part is left")

	for _, file := range []string{"one.txt", "two.txt"} {
		got = cachebench(t, "verify", filepath.Join(out, file))
		require.Zero(t, got.code, got.stderr)
	}
}

func TestTracesOfASuite(t *testing.T) {
	dir, suite := tiny(t)
	out := filepath.Join(dir, "out")
	got := cachebench(t, "suite", suite, "-o", out, "-traces", dir, "-only", "real")
	require.Zero(t, got.code, got.stderr)
	m := manifestOf(t, filepath.Join(out, "real.txt"))
	require.Equal(t, "traces/small.lirs", m.Works[0].Source.Trace, "the name that means the same everywhere")
	require.Contains(t, m.Command, "traces/small.lirs")

	got = cachebench(t, "suite", suite, "-o", out, "-traces", t.TempDir(), "-only", "real,one")
	require.Equal(t, 5, got.code)
	require.Contains(t, got.stderr, "no such file")
	require.Contains(t, got.stderr, "cachebench suite: 1 of 2 runs failed: real (exit code 5)\n")
	require.FileExists(t, filepath.Join(out, "one.txt"), "one that fails does not keep others from being measured")
}

func TestQuickSuite(t *testing.T) {
	dir, suite := tiny(t)
	t.Chdir(dir)
	got := cachebench(t, "suite", "-quick", suite)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, 4, strings.Count(got.stdout, "== "), "each run, and each part: %s", got.stdout)
	require.NotContains(t, got.stdout, "skipped")
	require.Contains(t, got.stdout, " -keys 1000 ")
	require.NoDirExists(t, "results")
}

func TestRunsThatFail(t *testing.T) {
	dir := t.TempDir()
	suite := filepath.Join(dir, "s.toml")
	require.NoError(t, os.WriteFile(suite, []byte(`
[[run]]
name = "invalid"
mode = "run"
backend = "rawmap"
reads = 50
ops = 20_000
samples = 1
[[run]]
name = "fine"
mode = "run"
backend = "rawmap"
reads = 100
ops = 20_000
samples = 1
`), 0o600))
	out := filepath.Join(dir, "out")
	got := cachebench(t, "suite", suite, "-o", out, "-fail-fast")
	require.Equal(t, 3, got.code)
	require.Contains(t, got.stderr, "cachebench run: invalid measurement: nothing was measured: rawmap")
	require.Contains(t, got.stderr, "cachebench suite: 1 of 1 runs failed: invalid (exit code 3); not begun: fine\n")
	require.NoFileExists(t, filepath.Join(out, "fine.txt"))

	got = cachebench(t, "suite", suite, "-o", out)
	require.Equal(t, 3, got.code)
	require.Contains(t, got.stderr, "cachebench suite: 1 of 2 runs failed: invalid (exit code 3)\n")
	require.FileExists(t, filepath.Join(out, "fine.txt"))
	require.NoFileExists(t, filepath.Join(out, "invalid.txt"))
}

// TestARunOfASuiteEndsWithItsInput: that is how Ctrl-C reaches it. What was measured is
// kept.
func TestARunOfASuiteEndsWithItsInput(t *testing.T) {
	out := filepath.Join(t.TempDir(), "a.txt")
	cmd := command(t, words("of-suite s.toml run -backend cow -reads 100 -keys 10 -samples 1000 -duration 1ms -o %s", out)...)
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	for in := bufio.NewScanner(stdout); in.Scan(); {
		if strings.HasPrefix(in.Text(), "Benchmark") {
			break
		}
	}
	require.NoError(t, stdin.Close())
	_, err = io.Copy(io.Discard, stdout)
	require.NoError(t, err)
	require.Error(t, cmd.Wait())
	require.Equal(t, 130, cmd.ProcessState.ExitCode())
	m := manifestOf(t, out)
	require.True(t, m.Partial)
	require.Positive(t, m.Rows)
	require.Equal(t, "s.toml", m.Suite)
}

// TestInterruptedSuite ends a suite when its second run begins: what is finished is
// kept, and the runs that are missing are named.
func TestInterruptedSuite(t *testing.T) {
	dir := t.TempDir()
	suite := filepath.Join(dir, "s.toml")
	var text strings.Builder
	for _, name := range []string{"first", "second", "third"} {
		text.WriteString("[[run]]\nname = \"" + name + "\"\nmode = \"run\"\nbackend = \"cow\"\nreads = 100\nkeys = 10\n")
		if name == "first" {
			text.WriteString("samples = 1\nops = 20_000\n")
		} else {
			text.WriteString("samples = 1000\nduration = \"1m\"\n")
		}
	}
	require.NoError(t, os.WriteFile(suite, []byte(text.String()), 0o600))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var stderr strings.Builder
	seen := writerFunc(func(p []byte) (int, error) {
		if strings.HasPrefix(string(p), "== second") {
			stop()
		}
		return len(p), nil
	})
	out := filepath.Join(dir, "out")
	code := cli.App{Backends: bench.Larder(), Executable: os.Args[0]}.Run(ctx, []string{"suite", suite, "-o", out}, seen, io.MultiWriter(&stderr))
	require.Equal(t, 130, code, stderr.String())
	require.Contains(t, stderr.String(), "cachebench suite: interrupted: not finished: second, third\n")
	require.FileExists(t, filepath.Join(out, "first.txt"))
	require.NoFileExists(t, filepath.Join(out, "third.txt"))
}

// TestATrialMayBeInvalid: what is tried where much else runs may end as no measurement,
// and that is no fault of the suite.
func TestATrialMayBeInvalid(t *testing.T) {
	path := file(t, "strict.toml", "[[run]]\nname = \"strict\"\nmode = \"run\"\nbackend = \"liar\"\n")
	a := cli.App{Backends: brokenBackends(), Executable: os.Args[0]}
	t.Setenv(asCommand, withBroken)
	got := runApp(t, a, "suite", path, "-quick")
	require.Zero(t, got.code, got.stderr)
	require.Contains(t, got.stderr, "note: the figures of strict were invalid")
	got = runApp(t, a, "suite", path, "-o", t.TempDir())
	require.Equal(t, cli.ExitInvalid, got.code)
}
