package rules_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// refuses holds a script to ending with 2, and one line that begins so, on arguments that
// it does not know.
func refuses(t *testing.T, script string, lines map[string]string) {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(root, script))
	require.NoError(t, err)
	for args, says := range lines {
		cmd := exec.Command(path, strings.Fields(args)...)
		cmd.Dir = t.TempDir()
		out, err := cmd.CombinedOutput()
		require.Error(t, err)
		require.Equal(t, 2, cmd.ProcessState.ExitCode())
		require.True(t, strings.HasPrefix(string(out), script+": "+says), "%q", out)
		require.Equal(t, 1, strings.Count(string(out), "\n"), "%q", out)
	}
}

// The pictures themselves are tested in their module, tools/.
func TestPicturesScriptRefuses(t *testing.T) {
	refuses(t, "scripts/pictures", map[string]string{
		"-al":    "unknown argument -al",
		"memroy": "no picture is called memroy; there are: expiries memory lag hitratio",
	})
}

// The trial itself takes an hour, and a quick one minutes: it is for people.
func TestGateTrialScriptRefuses(t *testing.T) {
	refuses(t, "scripts/gate-trial", map[string]string{
		"-quik":     "unknown argument -quik",
		"same":      "unknown argument same",
		"-trials":   "-trials wants a number",
		"-trials 0": "-trials wants a number",
	})
}

// What it makes is held to the results by the tests of package readme and of tools/.
func TestResultsScript(t *testing.T) {
	refuses(t, "scripts/results", map[string]string{"-quick": "unknown argument -quick (scripts/results -h)\n"})
	out, err := exec.Command(filepath.Join(root, "scripts/results"), "-h").CombinedOutput()
	require.NoError(t, err)
	require.Contains(t, string(out), "usage: scripts/results")
}
