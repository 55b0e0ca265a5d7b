package rules_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// What it makes is held to the results by the tests of package readme and of tools/.
func TestResultsScript(t *testing.T) {
	script, err := filepath.Abs(filepath.Join(root, "scripts/results"))
	require.NoError(t, err)
	cmd := exec.Command(script, "-quick")
	out, err := cmd.CombinedOutput()
	require.Error(t, err)
	require.Equal(t, 2, cmd.ProcessState.ExitCode())
	require.Equal(t, "scripts/results: unknown argument -quick (scripts/results -h)\n", string(out))
	out, err = exec.Command(script, "-h").CombinedOutput()
	require.NoError(t, err)
	require.Contains(t, string(out), "usage: scripts/results")
}
