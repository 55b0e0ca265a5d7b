package atomicfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/atomicfile"
)

func TestCreateRefuses(t *testing.T) {
	dir := folder(t, "file", "folder", "loop", "locked")
	in := func(name string) string { return filepath.Join(dir, name) }
	put(t, in("file"), "old")
	put(t, in("locked"), "old")
	require.NoError(t, os.Chmod(in("locked"), 0o400))
	require.NoError(t, os.Mkdir(in("folder"), 0o700))
	require.NoError(t, os.Symlink("loop", in("loop")))

	for _, c := range []struct {
		name, path string
		is         error
		says       string
		userOnly   bool // root may do it
	}{
		{name: "Empty", path: "", says: "the path is empty"},
		{name: "Folder", path: in("folder"), is: syscall.EISDIR},
		{name: "NoSuchFolder", path: in("none/out"), is: fs.ErrNotExist},
		{name: "UnderAFile", path: in("file/out"), is: syscall.ENOTDIR},
		{name: "LinkToItself", path: in("loop"), is: syscall.ELOOP},
		{name: "NameTooLong", path: in(strings.Repeat("x", 300)), is: syscall.ENAMETOOLONG},
		{name: "ZeroByte", path: in("a\x00b"), is: syscall.EINVAL},
		{name: "WriteProtected", path: in("locked"), is: fs.ErrPermission, userOnly: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := atomicfile.Create(c.path)
			if c.userOnly && os.Getuid() == 0 {
				require.NoError(t, err)
				f.Abort()
				return
			}
			require.Error(t, err)
			require.Nil(t, f)
			require.ErrorContains(t, err, c.path)
			require.NotContains(t, err.Error(), "\n")
			require.NotContains(t, err.Error(), "partial", "the message names the temporary file")
			if c.is != nil {
				require.ErrorIs(t, err, c.is)
			}
			require.ErrorContains(t, err, c.says)
		})
	}
	requireContent(t, in("file"), "old")
}

func TestDevice(t *testing.T) {
	f := create(t, os.DevNull, "gone")
	require.False(t, f.Replaces())
	require.NoError(t, f.Commit())
	info, err := os.Stat(os.DevNull)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&fs.ModeDevice, "the device was replaced by a file")
}

// Where standard output is a regular file, a new file in its place would cut
// off what the process prints there.
func TestStandardStreams(t *testing.T) {
	for name, stream := range map[string]**os.File{"Output": &os.Stdout, "Error": &os.Stderr} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(folder(t, "out"), "out")
			file, err := os.Create(path)
			require.NoError(t, err)
			saved := *stream
			*stream = file
			t.Cleanup(func() { *stream = saved })

			_, err = file.WriteString("before ")
			require.NoError(t, err)
			require.NoError(t, create(t, path, "written ").Commit())
			_, err = file.WriteString("after")
			require.NoError(t, errors.Join(err, file.Close()))
			requireContent(t, path, "before written after")
		})
	}
}

func TestCommitIntoAFolderThatIsGone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	require.NoError(t, os.Mkdir(dir, 0o700))
	f := create(t, filepath.Join(dir, "out"), "new")
	require.NoError(t, os.RemoveAll(dir))
	err := f.Commit()
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, filepath.Join(dir, "out")+": ")
}

// A private file must be private from its first moment, and keep what its
// predecessor allowed.
func TestPrivate(t *testing.T) {
	for name, old := range map[string]fs.FileMode{"New": 0, "Kept": 0o644, "KeptOpen": 0o666} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(folder(t, "out"), "out")
			want := fs.FileMode(0o600)
			if old != 0 {
				put(t, path, "old")
				require.NoError(t, os.Chmod(path, old))
				want = old
			}
			f, err := atomicfile.CreatePrivate(path)
			require.NoError(t, err)
			temp, err := filepath.Glob(path + ".*.partial")
			require.NoError(t, err)
			require.Len(t, temp, 1)
			info, err := os.Stat(temp[0])
			require.NoError(t, err)
			require.Equal(t, want, info.Mode().Perm())
			require.NoError(t, f.Commit())
			info, err = os.Stat(path)
			require.NoError(t, err)
			require.Equal(t, want, info.Mode().Perm())
		})
	}
}
