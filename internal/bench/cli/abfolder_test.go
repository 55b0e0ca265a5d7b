package cli_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench/cli"
)

// building is a machine that is idle until something is built for ab.
type building struct{ fstest.MapFS }

func (b building) Open(name string) (fs.File, error) {
	folders, _ := filepath.Glob(filepath.Join(os.Getenv("TMPDIR"), "cachebench-ab-*")) // the pattern is right
	if name == "proc/loadavg" && len(folders) > 0 {
		return machineOf("1000").Open(name)
	}
	return b.MapFS.Open(name)
}

// TestABIsNotTheOtherLoad: what ab builds itself is nothing to warn of.
func TestABIsNotTheOtherLoad(t *testing.T) {
	revisions(t)
	t.Setenv("TMPDIR", t.TempDir())
	got := runApp(t, cli.App{System: building{machineOf("0.01")}}, words("ab v1 -layouts 1")...)
	require.Equal(t, 1, got.code, got.stderr)
	require.NotContains(t, got.stderr, "load average")
	require.NotContains(t, got.stdout, "busy")
}

// TestABInARelativeFolder: TMPDIR need not be a whole path, nor the current folder the
// root of the repository.
func TestABInARelativeFolder(t *testing.T) {
	root := revisions(t)
	t.Chdir(filepath.Join(root, "cmd"))
	require.NoError(t, os.Mkdir("tmp", 0o700))
	t.Setenv("TMPDIR", "tmp")
	t.Setenv("GOTMPDIR", t.TempDir()) // of the go command, which wants a whole path
	got := cachebench(t, words("ab v1 -layouts 1")...)
	require.Equal(t, 1, got.code, got.stderr)
	require.NoDirExists(t, filepath.Join(root, "tmp"), "the repository is as it was")
}
