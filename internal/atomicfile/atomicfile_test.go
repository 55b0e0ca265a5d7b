package atomicfile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/atomicfile"
)

// folder is a fresh folder that must hold only the named files at the end.
func folder(t *testing.T, want ...string) string {
	t.Helper()
	dir := t.TempDir()
	t.Cleanup(func() {
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		var names []string
		for _, e := range entries {
			names = append(names, e.Name())
		}
		require.ElementsMatch(t, want, names, "the folder holds something else than what was committed")
	})
	return dir
}

// put writes a file the ordinary way.
func put(t *testing.T, path, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
}

// create begins path and writes content.
func create(t *testing.T, path, content string) *atomicfile.File {
	t.Helper()
	f, err := atomicfile.Create(path)
	require.NoError(t, err)
	n, err := f.Write([]byte(content))
	require.NoError(t, err)
	require.Equal(t, len(content), n)
	return f
}

func requireContent(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, want, string(got))
}

func TestCommitMakesANewFile(t *testing.T) {
	path := filepath.Join(folder(t, "out"), "out")
	f := create(t, path, "new")
	require.True(t, f.Replaces())
	require.NoFileExists(t, path, "the final name exists before Commit")
	require.NoError(t, f.Commit())
	requireContent(t, path, "new")
}

func TestNewFileObeysTheUmask(t *testing.T) {
	dir := folder(t, "ours", "theirs")
	ours, theirs := filepath.Join(dir, "ours"), filepath.Join(dir, "theirs")
	require.NoError(t, create(t, ours, "").Commit())
	require.NoError(t, os.WriteFile(theirs, nil, 0o666))
	want, err := os.Stat(theirs)
	require.NoError(t, err)
	got, err := os.Stat(ours)
	require.NoError(t, err)
	require.Equal(t, want.Mode(), got.Mode())
}

func TestCommitReplacesAndKeepsPermissions(t *testing.T) {
	path := filepath.Join(folder(t, "out"), "out")
	put(t, path, "old, and longer")
	require.NoError(t, os.Chmod(path, 0o642))
	f := create(t, path, "new")
	requireContent(t, path, "old, and longer")
	require.NoError(t, f.Commit())
	requireContent(t, path, "new")
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o642), info.Mode().Perm())
}

func TestAReaderKeepsTheOldFile(t *testing.T) {
	path := filepath.Join(folder(t, "out"), "out")
	put(t, path, "old")
	reader, err := os.Open(path)
	require.NoError(t, err)
	defer reader.Close()
	require.NoError(t, create(t, path, "new").Commit())
	got := make([]byte, 8)
	n, err := reader.Read(got)
	require.NoError(t, err)
	require.Equal(t, "old", string(got[:n]))
}

func TestAbort(t *testing.T) {
	for _, c := range []struct{ name, old string }{{"NewFile", ""}, {"OldFile", "old"}} {
		t.Run(c.name, func(t *testing.T) {
			var left []string
			if c.old != "" {
				left = []string{"out"}
			}
			path := filepath.Join(folder(t, left...), "out")
			if c.old != "" {
				put(t, path, c.old)
			}
			f := create(t, path, "new")
			f.Abort()
			f.Abort()
			if c.old != "" {
				requireContent(t, path, c.old)
			}
			_, err := f.Write([]byte("late"))
			require.ErrorIs(t, err, fs.ErrClosed)
			require.ErrorIs(t, f.Commit(), fs.ErrClosed)
		})
	}
}

func TestAbortAfterCommitDoesNothing(t *testing.T) {
	path := filepath.Join(folder(t, "out"), "out")
	f := create(t, path, "new")
	require.NoError(t, f.Commit())
	f.Abort()
	requireContent(t, path, "new")
	require.ErrorIs(t, f.Commit(), fs.ErrClosed)
}

func TestSymbolicLinks(t *testing.T) {
	for _, c := range []struct{ name, old string }{{"ToAFile", "old"}, {"ToNothing", ""}} {
		t.Run(c.name, func(t *testing.T) {
			elsewhere := folder(t, "real")
			dir := folder(t, "link", "again")
			target := filepath.Join(elsewhere, "real")
			link, again := filepath.Join(dir, "link"), filepath.Join(dir, "again")
			if c.old != "" {
				put(t, target, c.old)
			}
			require.NoError(t, os.Symlink(target, link))
			require.NoError(t, os.Symlink("link", again))
			require.NoError(t, create(t, again, "new").Commit())
			requireContent(t, target, "new")
			for _, l := range []string{link, again} {
				info, err := os.Lstat(l)
				require.NoError(t, err)
				require.NotZero(t, info.Mode()&fs.ModeSymlink, "the link was replaced by a file")
			}
		})
	}
}

func TestRelativePath(t *testing.T) {
	t.Chdir(folder(t, "out"))
	require.NoError(t, create(t, "out", "new").Commit())
	requireContent(t, "out", "new")
}
