package main_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSuites: this command knows every mode, flag and backend of the suites that
// scripts/bench carries out, all in one pass, so that no two runs have one name.
func TestSuites(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "scripts", "suites", "*.toml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	code, out, says := cachebench(t, "suite -list "+strings.Join(files, " "))
	require.Zero(t, code, says)
	require.GreaterOrEqual(t, strings.Count(out, "\ncachebench "), len(files))
}
