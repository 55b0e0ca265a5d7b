package cli_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

func TestTerminal(t *testing.T) {
	a := cli.App{Backends: bench.Larder(), Terminal: func(io.Writer) bool { return true }}
	out := filepath.Join(t.TempDir(), "out.txt")
	got := runApp(t, a, words("run -goroutines 2 -backend noop,rawmap,cow,sharded -shards 1,8 -reads 100,50 -samples 4 -ops 20000 -keys 100 -o %s", out)...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stdout, "benchmark lines between those of the bar would bury the table")
	rows, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Len(t, names(t, string(rows)), 4*(5+4))

	for _, part := range []string{
		"\nzipf99-rw100, 2 goroutines\n100 keys, 100 % Gets; the top key has 19 % of the operations, the top 1 % of the\nkeys 18.7 %\n",
		"\n±: how far the true median may be off",
		"\nzipf99-rw50, 2 goroutines\n",
		" backend ", " ns/op ", " hit % ", " cow ", " sharded/8 ", " (noop) ", " (rawmap) ",
		"\n (rawmap)   cannot: it is measured only where nothing is written\n", " writes % ",
		"\nResults in " + out + ", what made them in " + out + ".manifest.json.\n",
		"/40)", // the bar counts what is skipped too
	} {
		require.Contains(t, got.stderr, part)
	}
	last := got.stderr[strings.LastIndex(got.stderr, "\r"):]
	require.NotContains(t, last, "%|", "the bar is gone when the table comes")
	for line := range strings.Lines(last[strings.LastIndex(last, "\r")+1:]) {
		if !strings.HasPrefix(line, "Results in ") { // a path is not to be broken
			require.LessOrEqual(t, utf8.RuneCountInString(line), 80+1, "text is wrapped: %s", line)
		}
	}
	verdicts := 0
	for line := range strings.Lines(last) {
		if strings.Contains(line, " is the fastest with ") || strings.Contains(line, " came first with ") {
			verdicts++
		}
	}
	require.Equal(t, 2, verdicts, last)
}

// TestTablesOfSeveralSizes: each number of keys has a table of its own.
func TestTablesOfSeveralSizes(t *testing.T) {
	a := cli.App{Backends: bench.Larder(), Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("run -goroutines 1 -backend cow,rwmutex -reads 100 -keys 10,200 -samples 4 -ops 20000")...)
	require.Zero(t, got.code, got.stderr)
	for _, part := range []string{
		"\nzipf99-rw100, 10 keys, 1 goroutine\n10 keys, 100 % Gets; ", "\nzipf99-rw100, 200 keys, 1 goroutine\n200 keys, 100 % Gets; ",
	} {
		require.Contains(t, got.stderr, part)
	}
	require.Equal(t, 2, strings.Count(got.stderr, " × best "))
	require.Regexp(t, `\nzipf99-rw100, 200 keys, 1 goroutine: (cow|rwmutex) `, got.stderr)
}

// TestRowsOnATerminal: they are shown where no table would be, and else not.
func TestRowsOnATerminal(t *testing.T) {
	args := words("run -backend cow -reads 50 %s", quick)
	var stdout, stderr bytes.Buffer
	a := cli.App{Backends: bench.Larder(), Terminal: func(w io.Writer) bool { return w == &stdout }}
	require.Zero(t, a.Run(t.Context(), args, &stdout, &stderr))
	require.Len(t, names(t, stdout.String()), 1)

	a.Terminal = func(io.Writer) bool { return true }
	got := runApp(t, a, args...)
	require.Empty(t, got.stdout)
	require.Contains(t, got.stderr, "redirect standard output or give -o FILE")

	a.Terminal = func(w io.Writer) bool { return w == &stderr }
	stdout.Reset()
	require.Zero(t, a.Run(t.Context(), args, &stdout, &stderr))
	require.Len(t, names(t, stdout.String()), 1)
	require.NotContains(t, stdout.String(), "\r", "the bar is not for programs")
}

func TestTerminalAfterAnError(t *testing.T) {
	a := cli.App{Backends: bench.Larder(), Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("run -backend rawmap -reads 50 %s", quick)...)
	require.Equal(t, 3, got.code)
	require.Contains(t, got.stderr, "cachebench run: invalid measurement: nothing was measured")
}
