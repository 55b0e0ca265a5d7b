package rules_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// bench runs scripts/bench from another folder.
func bench(t *testing.T, args ...string) (output string, exit int) {
	t.Helper()
	script, err := filepath.Abs(filepath.Join(root, "scripts/bench"))
	require.NoError(t, err)
	cmd := exec.Command(script, args...)
	cmd.Dir = t.TempDir()
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		require.NoError(t, err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// TestBenchScript tries every run. Its trace is one of the trial's own.
func TestBenchScript(t *testing.T) {
	out, exit := bench(t, "-quick")
	require.Zero(t, exit, "%s", out)
	for run, command := range map[string]string{
		"default": "run", "mixes": "run", "writers": "run", "reads": "run", "reads-10m": "run", "reads-stats": "run", "batch": "run",
		"small": "run", "writes-w": "run", "growth": "run", "goroutines": "run", "bounded": "run", "orm-busy": "run",
		"memory": "memory", "memory-bounded": "memory", "iterate": "iterate", "snapshot": "snapshot", "stampede": "stampede",
		"sweep": "sweep", "sweep-virtual": "sweep", "hitratio": "replay", "hitratio-shards": "replay", "gate-policies": "replay",
	} {
		require.Contains(t, out, "== "+run+": cachebench "+command+" ")
	}
	require.Contains(t, out, "== holds: go test ")
	require.NotContains(t, out, "skipped")
}

func TestBenchScriptRunsWhatIsNamed(t *testing.T) {
	out, exit := bench(t, "-quick", "writers")
	require.Zero(t, exit, "%s", out)
	require.Equal(t, 1, strings.Count(out, "== "), "%s", out)
	require.True(t, strings.HasPrefix(out, "== writers: "), "%s", out)
}

// TestBenchScriptLists: with the traces left out where they are not.
func TestBenchScriptLists(t *testing.T) {
	t.Setenv("LARDER_TRACES", "")
	out, exit := bench(t, "-list", "orm-busy", "holds")
	require.Zero(t, exit, "%s", out)
	require.Contains(t, out, "\n# left out: no folder of traces is named\ncachebench run -backend cow,syncmap,rwmutex,sharded -trace traces/cache2k/orm-busy.trace.xz -o results/orm-busy.txt\n")
	require.Contains(t, out, "\ngo test -run ^$ -bench ^BenchmarkHolds$ ")
}

func TestBenchScriptRefuses(t *testing.T) {
	refuses(t, "scripts/bench", map[string]string{
		"-quikc": "unknown argument -quikc",
		"mixs":   "no run is called mixs; there are: bounded ",
	})
}
