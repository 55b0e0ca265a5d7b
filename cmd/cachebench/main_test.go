package main_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"
)

// TestCommand builds the command as a user does, and runs it.
func TestCommand(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "cachebench")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)

	text, err := exec.CommandContext(t.Context(), binary, "run", "-samples", "1", "-ops", "1000", "-keys", "100").Output()
	require.NoError(t, err)
	rows := 0
	for in := benchfmt.NewReader(bytes.NewReader(text), "out"); in.Scan(); {
		if _, ok := in.Result().(*benchfmt.Result); ok {
			rows++
		}
	}
	require.Equal(t, 3*5+1, rows, "three workloads; four backends and a floor row each, and the map where nothing is written: %s", text)

	err = exec.CommandContext(t.Context(), binary, "run", "-backend", "none").Run()
	var exit *exec.ExitError
	require.ErrorAs(t, err, &exit)
	require.Equal(t, 2, exit.ExitCode())
}
