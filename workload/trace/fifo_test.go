//go:build unix

package trace_test

import (
	"io/fs"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/workload/trace"
)

// A pipe that nobody writes to would keep Open waiting; so would a terminal.
func TestPipesAndDevicesAreNotOpened(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	for _, name := range []string{pipe, "/dev/null"} {
		_, err := trace.Open(name, "")
		var path *fs.PathError
		require.ErrorAs(t, err, &path)
		require.NotErrorIs(t, err, trace.ErrFormat)
		require.EqualError(t, err, "trace: open "+name+": is not a regular file: save the trace to one first")
	}
}
