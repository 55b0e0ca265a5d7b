package rules_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The trial itself takes an hour, and a quick one minutes: it is for people.
func TestGateTrialScriptRefuses(t *testing.T) {
	script, err := filepath.Abs(filepath.Join(root, "scripts/gate-trial"))
	require.NoError(t, err)
	for args, says := range map[string]string{
		"-quik":     "scripts/gate-trial: unknown argument -quik",
		"same":      "scripts/gate-trial: unknown argument same",
		"-trials":   "scripts/gate-trial: -trials wants a number",
		"-trials 0": "scripts/gate-trial: -trials wants a number",
	} {
		cmd := exec.Command(script, strings.Fields(args)...)
		cmd.Dir = t.TempDir()
		out, err := cmd.CombinedOutput()
		require.Error(t, err)
		require.Equal(t, 2, cmd.ProcessState.ExitCode())
		require.True(t, strings.HasPrefix(string(out), says), "%q", out)
		require.Equal(t, 1, strings.Count(string(out), "\n"), "%q", out)
	}
}
