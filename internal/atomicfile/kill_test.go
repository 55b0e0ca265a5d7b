package atomicfile_test

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/atomicfile"
)

// victimVariable names the file that the process to be killed writes.
const victimVariable = "ATOMICFILE_TEST_VICTIM"

func TestMain(m *testing.M) {
	if path := os.Getenv(victimVariable); path != "" {
		writeAndWait(path)
	}
	os.Exit(m.Run())
}

// writeAndWait is the other process: it writes, says so, and never commits.
func writeAndWait(path string) {
	f, err := atomicfile.Create(path)
	if err == nil {
		_, err = f.Write([]byte("new"))
	}
	if err != nil {
		os.Stdout.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	os.Stdout.WriteString("written\n")
	io.Copy(io.Discard, os.Stdin) // until killed
}

func TestKilledWriterLeavesTheOldFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out")
	put(t, path, "old")

	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimVariable+"="+path)
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	said, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "written\n", said)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait(), "the writer ended by itself")

	requireContent(t, path, "old")
	left, err := filepath.Glob(path + ".*.partial")
	require.NoError(t, err)
	require.Len(t, left, 1, "the writer was killed before it had written, so nothing was tested")
	require.NoError(t, create(t, path, "next").Commit(), "the left-over is in the way")
	requireContent(t, path, "next")
}
