package snapshot_test

import (
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/snapshot"
)

func TestFullDevice(t *testing.T) {
	n, err := snapshot.WriteFile("/dev/full", textFormat{}, slices.Values(some()))
	require.EqualError(t, err, "snapshot: cannot write /dev/full: no space left on device")
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.Zero(t, n)
}

func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("no small disk can be mounted (%v): it takes a process that may", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(dir, 0)) })

	path := filepath.Join(dir, "saved")
	large := slices.Repeat([]textEntry{{Key: "key", Value: strings.Repeat("x", 10_000)}}, 40)
	for range 2 { // with and without an old file
		_, err := snapshot.WriteFile(path, textFormat{}, slices.Values(large))
		require.ErrorIs(t, err, syscall.ENOSPC)
		require.EqualError(t, err, "snapshot: cannot write "+path+": no space left on device")
		save(t, path, some()...)
		requireOnly(t, dir, "saved")
		requireFile(t, path, some()...)
	}
}
