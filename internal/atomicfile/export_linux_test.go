package atomicfile

import (
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// FillDisk makes every later write to f fail for want of space.
func FillDisk(t *testing.T, f *File) {
	t.Helper()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	require.NoError(t, err)
	defer full.Close()
	require.NoError(t, syscall.Dup3(int(full.Fd()), int(f.out.Fd()), 0))
}
