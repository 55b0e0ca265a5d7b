package rules_test

import (
	"os"
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

// TestBenchScript tries every run, on the traces too where they are.
func TestBenchScript(t *testing.T) {
	out, exit := bench(t, "-quick")
	require.Zero(t, exit, "%s", out)
	for _, run := range []string{"default", "mixes", "writers", "reads", "reads-10m", "reads-stats", "batch", "small"} {
		require.Contains(t, out, "== "+run+": cachebench run ")
	}
	for _, run := range []string{"writes-w", "growth", "goroutines", "bounded"} {
		require.Contains(t, out, "== "+run+": peers run ")
	}
	require.Contains(t, out, "== memory: peers memory ")
	require.Contains(t, out, "== memory-bounded: peers memory ")
	require.Contains(t, out, "== iterate: peers iterate ")
	require.Contains(t, out, "== snapshot: cachebench snapshot ")
	require.Contains(t, out, "== stampede: cachebench stampede ")
	require.Contains(t, out, "== sweep: peers sweep ")
	require.Contains(t, out, "== sweep-virtual: cachebench sweep ")
	if os.Getenv("LARDER_TRACES") == "" {
		require.Contains(t, out, "skipped: orm-busy: LARDER_TRACES names no folder of traces\n")
		require.Contains(t, out, "skipped: hitratio: LARDER_TRACES names no folder of traces")
		require.Contains(t, out, "skipped: hitratio-shards: LARDER_TRACES names no folder of traces")
	} else {
		require.Contains(t, out, "== orm-busy: cachebench run ")
		require.Contains(t, out, "== hitratio: peers replay -trace traces/")
		require.Contains(t, out, "== hitratio-shards: cachebench replay -trace traces/cache2k/web07.trace.xz -capacity 2048,3000 -policy ")
		require.NotContains(t, out, "skipped")
	}
}

func TestBenchScriptRunsWhatIsNamed(t *testing.T) {
	out, exit := bench(t, "-quick", "writers")
	require.Zero(t, exit, "%s", out)
	require.Equal(t, 1, strings.Count(out, "== "), "%s", out)
	require.True(t, strings.HasPrefix(out, "== writers: "), "%s", out)
}

func TestBenchScriptRefuses(t *testing.T) {
	for arg, says := range map[string]string{
		"-quikc": "scripts/bench: unknown argument -quikc",
		"mixs":   "scripts/bench: no run is called mixs; there are: default mixes ",
	} {
		out, exit := bench(t, arg)
		require.Equal(t, 2, exit)
		require.True(t, strings.HasPrefix(out, says), "%q", out)
		require.Equal(t, 1, strings.Count(out, "\n"))
	}
}
