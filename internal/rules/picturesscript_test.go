package rules_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The pictures themselves are tested in their module, tools/.
func TestPicturesScriptRefuses(t *testing.T) {
	script, err := filepath.Abs(filepath.Join(root, "scripts/pictures"))
	require.NoError(t, err)
	for arg, says := range map[string]string{
		"-al":    "scripts/pictures: unknown argument -al",
		"memroy": "scripts/pictures: no picture is called memroy; there are: expiries memory lag hitratio",
	} {
		cmd := exec.Command(script, arg)
		cmd.Dir = t.TempDir()
		out, err := cmd.CombinedOutput()
		require.Error(t, err)
		require.Equal(t, 2, cmd.ProcessState.ExitCode())
		require.True(t, strings.HasPrefix(string(out), says), "%q", out)
		require.Equal(t, 1, strings.Count(string(out), "\n"), "%q", out)
	}
}
