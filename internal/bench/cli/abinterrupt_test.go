//go:build unix

package cli_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
)

// TestInterruptOfAB sends signals to a real process, once to it alone and once to all
// that it has started, as a terminal does: what was measured is kept, and nothing else
// is left. The program that is interrupted says that it is there through a pipe.
func TestInterruptOfAB(t *testing.T) {
	for _, c := range []struct {
		name  string
		rows  int // processes that end before the one that is interrupted
		group bool
		out   string
		says  string
	}{
		{"First", 0, false, "-o kept", "interrupted before anything was measured"},
		{"Later", 3, false, "-o kept", "interrupted: what 3 of 20 processes measured is kept in kept"},
		{"Terminal", 3, true, "-o kept", "interrupted: what 3 of 20 processes measured is kept in kept"},
		{"NotKept", 3, true, "", "interrupted after 3 of 20 processes, which are too few to judge; -o would have kept them"},
	} {
		t.Run(c.name, func(t *testing.T) {
			revisions(t)
			// A pipe is opened for writing when somebody reads.
			require.NoError(t, syscall.Mkfifo("pipe", 0o600))
			put(t, "cmd/cachebench/main.go", waitingProgram)
			commit(t, "waiting")
			tmp := t.TempDir()
			cmd := command(t, append(words("ab HEAD -layouts 1 %s --", c.out), "-backend", "cow")...)
			cmd.Env = append(os.Environ(), "TMPDIR="+tmp, "ROWS="+string(rune('0'+c.rows)))
			cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			var stdout, stderr strings.Builder
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			require.NoError(t, cmd.Start())
			pipe, err := os.Open("pipe")
			require.NoError(t, err)
			_, err = io.ReadFull(pipe, make([]byte, 1))
			require.NoError(t, err)
			to := cmd.Process.Pid
			if c.group {
				to = -to
			}
			require.NoError(t, syscall.Kill(to, syscall.SIGINT))
			require.Equal(t, 130, exitCode(t, cmd.Wait()), stderr.String())
			require.NoError(t, pipe.Close())
			require.Equal(t, "cachebench ab: "+c.says+"\n", stderr.String())
			require.Empty(t, stdout.String())

			left, err := os.ReadDir(tmp)
			require.NoError(t, err)
			require.Empty(t, left)
			require.Equal(t, 1, strings.Count(git(t, "worktree", "list"), "\n"))
			if c.rows == 0 || c.out == "" {
				require.NoDirExists(t, "kept")
				return
			}
			for side, rows := range map[string]int{"a": 1, "b": 2} {
				text, err := os.ReadFile(filepath.Join("kept", side+".txt"))
				require.NoError(t, err)
				require.Len(t, names(t, string(text)), rows)
				require.Contains(t, string(text), "\n"+bench.PartialLine)
				require.True(t, manifest(t, filepath.Join("kept", side+".txt")).Partial)
			}
			text, err := os.ReadFile("kept/ab.json")
			require.NoError(t, err)
			require.Contains(t, string(text), `"partial": true`)
			require.Contains(t, string(text), `"order": "ABB"`)
		})
	}
}

// waitingProgram writes a row as often as ROWS says, and then says that it is there and
// waits.
const waitingProgram = `package main

import (
	"os"
	"time"
)

func main() {
	n, _ := os.ReadFile("rows")
	if os.Getenv("ROWS")[0] == '0'+byte(len(n)) {
		pipe, _ := os.OpenFile("pipe", os.O_WRONLY, 0)
		pipe.WriteString("!")
		time.Sleep(time.Minute)
	}
	os.WriteFile("rows", append(n, '.'), 0o600)
	os.Stdout.WriteString("BenchmarkCache/backend=cow 1000 12.5 ns/op\n")
}
`
