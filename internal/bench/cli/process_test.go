package cli_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

func exitCode(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	require.NoError(t, err)
	return 0
}

// TestInterrupt sends signals to a real process after its first rows: what was
// measured is kept and marked as partial.
func TestInterrupt(t *testing.T) {
	for _, c := range []struct {
		signal  os.Signal
		samples string
	}{{os.Interrupt, "-samples"}, {syscall.SIGTERM, "-samples"}, {os.Interrupt, "-processes"}, {syscall.SIGTERM, "-processes"}} {
		t.Run(c.signal.String()+c.samples, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out.txt")
			cmd := command(t, words("run -backend cow -reads 100 -keys 10 %s 1000 -duration 10ms -o %s", c.samples, out)...)
			var stderr strings.Builder
			cmd.Stderr = &stderr
			stdout, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			var rows []string
			for lines := bufio.NewScanner(stdout); lines.Scan(); {
				if !strings.HasPrefix(lines.Text(), "Benchmark") {
					continue
				}
				if rows = append(rows, lines.Text()); len(rows) == 3 {
					require.NoError(t, cmd.Process.Signal(c.signal))
				}
			}
			require.Equal(t, 130, exitCode(t, cmd.Wait()))
			require.Less(t, len(rows), 1000)
			require.Regexp(t, `^cachebench run: interrupted: \d+ rows were measured and are kept in .*out.txt, whose manifest says that they are not all\n$`, stderr.String())

			content, err := os.ReadFile(out)
			require.NoError(t, err)
			require.Len(t, names(t, string(content)), len(rows))
			require.Contains(t, string(content), "\n# partial: interrupted before everything was measured\n")
			var m bench.Manifest
			b, err := os.ReadFile(out + ".manifest.json")
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(b, &m))
			require.True(t, m.Partial)
			require.Equal(t, len(rows), m.Rows)
		})
	}
}

// TestInterruptKeepsAnOlderFile: a part of a new result does not replace the whole
// of an old one.
func TestInterruptKeepsAnOlderFile(t *testing.T) {
	out := file(t, "out.txt", "old")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var stdout, stderr strings.Builder
	code := cli.App{Backends: bench.Larder()}.Run(ctx,
		words("run -backend noop -reads 100 -samples 1000 -duration 1ms -keys 10 -o %s", out),
		writerFunc(func(p []byte) (int, error) {
			if strings.HasPrefix(string(p), "Benchmark") {
				cancel()
			}
			return stdout.Write(p)
		}), &stderr)
	require.Equal(t, 130, code)
	require.Contains(t, stderr.String(), out+".partial, whose manifest says that they are not all; "+out+" is as it was\n")
	old, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, "old", string(old))
	kept, err := os.ReadFile(out + ".partial")
	require.NoError(t, err)
	require.Equal(t, stdout.String(), string(kept))
	left, err := os.ReadDir(filepath.Dir(out))
	require.NoError(t, err)
	require.Len(t, left, 3, "the old file, the part and its manifest")
	require.FileExists(t, out+".partial.manifest.json")
}

func TestInterruptBeforeAnythingWasMeasured(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	out := filepath.Join(t.TempDir(), "out.txt")
	trace := file(t, "small.lirs", smallTrace)
	for args, want := range map[string]string{
		"run -o " + out:                      "cachebench run: interrupted before anything was measured\n",
		"replay -capacity 3 -trace " + trace: "cachebench replay: interrupted\n",
	} {
		var stdout, stderr strings.Builder
		code := cli.App{Backends: bench.Larder()}.Run(ctx, words("%s", args), &stdout, &stderr)
		require.Equal(t, 130, code, args)
		require.Equal(t, want, stderr.String())
		require.Empty(t, stdout.String())
	}
	left, err := os.ReadDir(filepath.Dir(out))
	require.NoError(t, err)
	require.Empty(t, left)
}

// TestReaderThatGoesAway: as with cachebench run | head -1.
func TestReaderThatGoesAway(t *testing.T) {
	r, w, err := os.Pipe()
	require.NoError(t, err)
	cmd := command(t, words("run -backend noop -keys 10 -samples 1000 -ops 1000")...)
	var stderr strings.Builder
	cmd.Stdout, cmd.Stderr = w, &stderr
	require.NoError(t, cmd.Start())
	require.NoError(t, w.Close())
	_, err = bufio.NewReader(r).ReadString('\n')
	require.NoError(t, err)
	require.NoError(t, r.Close())
	require.Equal(t, 5, exitCode(t, cmd.Wait()))
	require.Empty(t, stderr.String())
}

// TestAFileGetsAllRowsThatStandardOutputDoesNot: as with cachebench run -o FILE |
// head -1.
func TestAFileGetsAllRowsThatStandardOutputDoesNot(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	var stderr strings.Builder
	code := cli.App{Backends: bench.Larder()}.Run(t.Context(),
		words("run -backend noop -keys 10 -reads 100 -samples 5 -ops 1000 -o %s", out), broken{syscall.EPIPE}, &stderr)
	require.Equal(t, 5, code)
	require.Empty(t, stderr.String())
	content, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Len(t, names(t, string(content)), 5)
	require.NotContains(t, string(content), "# partial")
}

// TestStandardOutputAsFile: the rows are not doubled where -o names the standard
// output.
func TestStandardOutputAsFile(t *testing.T) {
	const name = "/dev/stdout"
	if _, err := os.Stat(name); err != nil {
		t.Skipf("there is no %s here: %v", name, err)
	}
	for _, c := range []struct {
		name string
		open func() (*os.File, error)
	}{
		{"Pipe", nil},
		{"RegularFile", func() (*os.File, error) { return os.Create(filepath.Join(t.TempDir(), "redirected")) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := command(t, words("run -backend noop -reads 100 -o %s %s", name, quick)...)
			var text string
			if c.open == nil {
				b, err := cmd.Output()
				require.NoError(t, err)
				text = string(b)
			} else {
				f, err := c.open()
				require.NoError(t, err)
				defer f.Close()
				cmd.Stdout = f
				require.NoError(t, cmd.Run())
				b, err := os.ReadFile(f.Name())
				require.NoError(t, err)
				text = string(b)
			}
			require.Len(t, names(t, text), 1)
		})
	}
}
