package atomicfile_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/atomicfile"
)

// /dev/full answers every write with "no space left on device".

func TestFullDevice(t *testing.T) {
	f, err := atomicfile.Create("/dev/full")
	require.NoError(t, err)
	defer f.Abort()
	_, err = f.Write([]byte("x"))
	require.EqualError(t, err, "cannot write /dev/full: no space left on device")
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.ErrorIs(t, f.Commit(), syscall.ENOSPC, "Commit forgot the failed write")
}

func TestFullDiskKeepsTheOldFile(t *testing.T) {
	path := filepath.Join(folder(t, "out"), "out")
	put(t, path, "old")
	f := create(t, path, "the first block fits")
	atomicfile.FillDisk(t, f)
	_, err := f.Write([]byte("the second does not"))
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.ErrorIs(t, f.Commit(), syscall.ENOSPC, "Commit published a part")
	requireContent(t, path, "old")
}
