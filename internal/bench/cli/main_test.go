package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// asCommand in the environment makes the test binary be the command, so that
// tests can send it signals and close its streams. The processes that a test
// starts have it always: none may run the tests in its turn. Its value says which
// backends the command has.
const (
	asCommand   = "LARDER_TEST_AS_CACHEBENCH"
	withLarders = "larder"
	withBroken  = "broken"
)

func TestMain(m *testing.M) {
	switch os.Getenv(asCommand) {
	case withLarders:
		os.Exit(cli.App{Backends: bench.Larder(), Executable: os.Args[0], Traces: os.Getenv("LARDER_TRACES")}.Main())
	case withBroken:
		os.Exit(cli.App{Backends: brokenBackends(), Executable: os.Args[0], Traces: os.Getenv("LARDER_TRACES")}.Main())
	}
	if err := os.Setenv(asCommand, withLarders); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// command returns the command in a process of its own, with the test's life.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return exec.CommandContext(t.Context(), os.Args[0], args...)
}

// ran is what became of a command.
type ran struct {
	code           int
	stdout, stderr string
}

func runApp(t *testing.T, a cli.App, args ...string) ran {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := a.Run(context.Background(), args, &stdout, &stderr)
	return ran{code, stdout.String(), stderr.String()}
}

// cachebench runs the command in this process, with larder's backends.
func cachebench(t *testing.T, args ...string) ran {
	t.Helper()
	return runApp(t, cli.App{Backends: bench.Larder(), Executable: os.Args[0]}, args...)
}

// refused runs a command line that is wrong, and has it end with one line on standard
// error.
func refused(t *testing.T, args string, code int, want string) ran {
	t.Helper()
	got := cachebench(t, words("%s", args)...)
	require.Equal(t, code, got.code, got.stderr)
	require.Contains(t, got.stderr, want)
	require.Equal(t, 1, strings.Count(got.stderr, "\n"), "one line: %s", got.stderr)
	require.True(t, strings.HasPrefix(got.stderr, "cachebench"), got.stderr)
	return got
}

// words splits a command line; nothing in it is quoted.
func words(format string, args ...any) []string { return strings.Fields(fmt.Sprintf(format, args...)) }

// file writes a file into a folder of the test's own.
func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// smallTrace is a trace of 8 Gets in the lirs format: 3 hits with room for all; with
// room for 2 none with LRU and 3 with the optimum.
const smallTrace = "1\n2\n3\n1\n2\n4\n5\n1\n"

// quick are flags that make a run short: one sample of few operations on few
// keys.
const quick = "-samples 1 -ops 20000 -keys 100"

// broken is a stream that refuses to be written.
type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }

var _ io.Writer = broken{}

// writerFunc is a stream that a function looks at.
type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
