package trace_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/workload/trace"
)

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	_, err := trace.Open(filepath.Join(dir, "missing"), "")
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.NotErrorIs(t, err, trace.ErrFormat)

	_, err = trace.Open("two\nlines", "")
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.NotContains(t, err.Error(), "\n")

	_, err = trace.Open("", "")
	require.ErrorIs(t, err, fs.ErrNotExist)

	var path *fs.PathError
	_, err = trace.Open(dir, "")
	require.ErrorAs(t, err, &path)
	require.NotErrorIs(t, err, trace.ErrFormat)
	require.EqualError(t, err, "trace: open "+dir+": is a directory: name a trace file in it")

	_, err = trace.Open(filepath.Join(dir, "missing"), "lirz")
	refused(t, err, `format "lirz" is none of`)

	empty := filepath.Join(dir, "empty")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	_, err = trace.Open(empty, "")
	refused(t, err, "is empty")
}

var errDevice = errors.New("device on fire")

// failing fails after some bytes.
type failing struct{ r io.Reader }

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err == io.EOF {
		err = errDevice
	}
	return n, err
}

func TestDeviceErrorsAreNoFormatErrors(t *testing.T) {
	for _, c := range mixedFiles {
		whole, err := os.ReadFile(filepath.Join("testdata", c.file))
		require.NoError(t, err)
		for _, n := range []int{0, 1, 5, 12, 100, len(whole) - 1, len(whole)} {
			for _, format := range []string{"", c.format} {
				_, err := trace.Read(&failing{bytes.NewReader(whole[:n])}, c.file, format)
				require.ErrorIs(t, err, errDevice, "%s after %d bytes", c.file, n)
				require.NotErrorIs(t, err, trace.ErrFormat)
				require.EqualError(t, err, fmt.Sprintf("trace: %s: device on fire", c.file))
			}
		}
	}
}
