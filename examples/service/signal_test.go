//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSignal ends the program itself as an operator or a supervisor does.
func TestSignal(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(fmt.Sprint(signal), func(t *testing.T) {
			program := exec.CommandContext(t.Context(), os.Args[0], "-addr", "127.0.0.1:0", "-db", filepath.Join(t.TempDir(), "users.db"))
			program.Env = append(os.Environ(), asProgram+"=1")
			output, err := program.StderrPipe()
			require.NoError(t, err)
			require.NoError(t, program.Start())
			lines := bufio.NewReader(output)
			first, err := lines.ReadString('\n')
			require.NoError(t, err)
			_, url, found := strings.Cut(strings.TrimSpace(first), "url=")
			require.True(t, found, first)
			response, err := http.Get(url + "/users/1")
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			require.Equal(t, http.StatusNotFound, response.StatusCode)
			http.DefaultClient.CloseIdleConnections()

			require.NoError(t, program.Process.Signal(signal))
			rest, err := io.ReadAll(lines)
			require.NoError(t, err)
			require.NoError(t, program.Wait(), "%s", rest)
			require.Contains(t, string(rest), "shutting down")
		})
	}
}
