package snapshot_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/snapshot"
)

// requireOnly holds a folder to the names in it.
func requireOnly(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	require.ElementsMatch(t, want, names)
}

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	return info.Mode().Perm()
}

func save(t *testing.T, path string, entries ...textEntry) {
	t.Helper()
	n, err := snapshot.WriteFile(path, textFormat{}, slices.Values(entries))
	require.NoError(t, err)
	require.Equal(t, len(entries), n)
}

func requireFile(t *testing.T, path string, want ...textEntry) {
	t.Helper()
	c, err := snapshot.ReadFile(path, textFormat{}, now)
	require.NoError(t, err)
	requireSame(t, want, slices.Collect(c.All()))
}

func TestFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "saved")
	save(t, path, some()...)
	requireFile(t, path, some()...)
	require.Equal(t, fs.FileMode(0o600), mode(t, path), "a new file is for the user alone")

	require.NoError(t, os.Chmod(path, 0o642))
	save(t, path, some()[:1]...)
	requireFile(t, path, some()[:1]...)
	require.Equal(t, fs.FileMode(0o642), mode(t, path), "permissions are kept")
	requireOnly(t, dir, "saved")
}

// Whatever ends a save, the old file stays and nothing else does.
func TestSavesThatFail(t *testing.T) {
	f := snapshot.Format[string, []string]{Value: list{"list"}}
	type entry = snapshot.Entry[string, []string]
	long := entry{Value: []string{strings.Repeat("x", 100_000)}}
	fails := map[string]func(path string) error{
		"Codec": func(path string) error {
			_, err := snapshot.WriteFile(path, f, slices.Values([]entry{long, {Value: []string{"bad"}}}))
			return err
		},
		"Format": func(path string) error {
			_, err := snapshot.WriteFile(path, snapshot.Format[string, []string]{}, slices.Values([]entry{long}))
			return err
		},
		"Panic": func(path string) (err error) {
			defer func() { err = recover().(error) }()
			_, _ = snapshot.WriteFile(path, f, func(yield func(entry) bool) {
				yield(long)
				panic(errDisk)
			})
			return nil
		},
	}
	for name, fail := range fails {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "saved")
			require.Error(t, fail(path))
			requireOnly(t, dir)
			save(t, path, some()...)
			require.Error(t, fail(path))
			requireOnly(t, dir, "saved")
			requireFile(t, path, some()...)
		})
	}
}

func TestPathsThatCannotBe(t *testing.T) {
	dir := t.TempDir()
	none := filepath.Join(dir, "none", "saved")
	_, err := snapshot.WriteFile(none, textFormat{}, slices.Values(some()))
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.EqualError(t, err, "snapshot: cannot write "+none+": no such file or directory")
	_, err = snapshot.WriteFile("", textFormat{}, slices.Values(some()))
	require.EqualError(t, err, "snapshot: the path is empty: give the name of a file")

	_, err = snapshot.ReadFile(none, textFormat{}, now)
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, "snapshot: open "+none+": ")
	_, err = snapshot.ReadFile(dir, textFormat{}, now)
	require.ErrorContains(t, err, "snapshot: reading byte 0: read "+dir+": ")
	require.NotErrorIs(t, err, snapshot.ErrCorrupt)
}

func TestErrorsOfFilesNameThem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "saved")
	put := func(data []byte) { require.NoError(t, os.WriteFile(path, data, 0o600)) }
	good := written(t, textFormat{}, some()...)

	put(append(good, '\n'))
	_, err := snapshot.ReadFile(path, textFormat{}, now)
	var how *snapshot.CorruptError
	require.True(t, errors.As(err, &how))
	require.Equal(t, path, how.Path)
	require.EqualValues(t, len(good), how.Offset)
	require.ErrorContains(t, err, "snapshot: "+path+": corrupt at byte ")
	require.ErrorContains(t, err, ": bytes after the trailer")

	put(nil)
	_, err = snapshot.ReadFile(path, textFormat{}, now)
	require.EqualError(t, err, "snapshot: "+path+": corrupt at byte 0: the input ends within the preamble")
	put(begin(7).data)
	_, err = snapshot.ReadFile(path, textFormat{}, now)
	require.ErrorContains(t, err, ": "+path+" has version 7, this program reads version 1")
	put(good)
	_, err = snapshot.ReadFile(path, snapshot.Format[string, int]{}, now)
	require.ErrorContains(t, err, ": the values of "+path+` have "string", Format.Value is "int"`)
}

// Savers who meet must leave one whole file, and whoever reads meanwhile must
// find a whole one too.
func TestConcurrentSaves(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "saved")
	content := func(writer int) []textEntry {
		e := textEntry{Key: string(rune('a' + writer)), Value: strings.Repeat("x", 10_000)}
		return slices.Repeat([]textEntry{e}, 10+writer)
	}
	save(t, path, content(0)...)
	whole := func() error {
		c, err := snapshot.ReadFile(path, textFormat{}, now)
		if err != nil {
			return err
		}
		got := slices.Collect(c.All())
		if !slices.Equal(got, content(int(got[0].Key[0]-'a'))) {
			return errors.New("the file is a mix")
		}
		return nil
	}
	const savers, saves = 4, 5
	errs := make(chan error, 2*savers*saves)
	var wg sync.WaitGroup
	for i := range savers {
		wg.Go(func() {
			for range saves {
				_, err := snapshot.WriteFile(path, textFormat{}, slices.Values(content(i)))
				errs <- err
			}
		})
		wg.Go(func() {
			for range saves {
				errs <- whole()
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	require.NoError(t, whole())
	requireOnly(t, dir, "saved")
}
