//go:build unix

package atomicfile_test

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/atomicfile"
)

func TestNamedPipe(t *testing.T) {
	path := filepath.Join(folder(t, "fifo"), "fifo")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	reader, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	require.NoError(t, err)
	defer reader.Close()
	require.NoError(t, create(t, path, "through the pipe").Commit())
	got, err := io.ReadAll(reader)
	require.NoError(t, err)
	require.Equal(t, "through the pipe", string(got))
}

func TestNamedPipeWithoutReader(t *testing.T) {
	path := filepath.Join(folder(t, "fifo"), "fifo")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	_, err := atomicfile.Create(path)
	require.EqualError(t, err, "cannot write "+path+
		": nothing reads from this named pipe: start its reader first")
}
