//go:build unix

package cli_test

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

func fifo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fifo")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	return path
}

// TestNamedPipeAsTrace: it must neither be waited for nor be read.
func TestNamedPipeAsTrace(t *testing.T) {
	path := fifo(t)
	for _, command := range []string{"run", "replay -capacity 3"} {
		got := cachebench(t, words("%s -trace %s", command, path)...)
		require.Equal(t, 5, got.code)
		require.Contains(t, got.stderr, path)
		require.Contains(t, got.stderr, "not a regular file")
	}
}

func TestNamedPipeAsOutput(t *testing.T) {
	path := fifo(t)
	got := cachebench(t, words("run -backend noop -o %s %s", path, quick)...)
	require.Equal(t, 5, got.code, "nobody reads")
	require.Contains(t, got.stderr, path)

	r, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	require.NoError(t, err)
	defer r.Close()
	got = cachebench(t, words("run -backend noop -o %s %s", path, quick)...)
	require.Zero(t, got.code, got.stderr)
	text, err := io.ReadAll(r)
	require.NoError(t, err)
	require.Equal(t, got.stdout, string(text))
	require.NoFileExists(t, path+".manifest.json", "beside a pipe there is no place for it")
}

func TestFullDisk(t *testing.T) {
	const full = "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skipf("there is no %s here: %v", full, err)
	}
	got := cachebench(t, words("run -backend noop -o %s %s", full, quick)...)
	require.Equal(t, 5, got.code)
	require.Contains(t, got.stderr, "cannot write /dev/full: no space left on device")
	require.NoFileExists(t, full+".manifest.json")

	cmd := command(t, words("run -backend noop %s", quick)...)
	f, err := os.OpenFile(full, os.O_WRONLY, 0)
	require.NoError(t, err)
	defer f.Close()
	var stderr strings.Builder
	cmd.Stdout, cmd.Stderr = f, &stderr
	require.Equal(t, 5, exitCode(t, cmd.Run()))
	require.Contains(t, stderr.String(), "cannot write to standard output")
	require.Contains(t, stderr.String(), "no space left on device")
}

// TestInterruptOfATerminal: a terminal sends the signal to all processes at once.
func TestInterruptOfATerminal(t *testing.T) {
	cmd := command(t, words("run -backend cow -reads 100 -keys 10 -processes 1000 -duration 10ms")...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	rows := 0
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "Benchmark") {
			if rows++; rows == 2 {
				require.NoError(t, syscall.Kill(-cmd.Process.Pid, syscall.SIGINT))
			}
		}
	}
	require.Equal(t, 130, exitCode(t, cmd.Wait()))
	require.Regexp(t, `^cachebench run: interrupted: \d+ rows were measured and are kept\n$`, stderr.String())
}

func TestWithoutPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read and write everything")
	}
	trace := file(t, "small.lirs", smallTrace)
	require.NoError(t, os.Chmod(trace, 0))
	got := cachebench(t, words("replay -capacity 3 -trace %s", trace)...)
	require.Equal(t, 5, got.code)
	require.Contains(t, got.stderr, "permission denied")
}
