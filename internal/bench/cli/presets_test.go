package cli_test

import (
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// counted are flags that make the samples of a preset short.
const counted = "-samples 1 -ops 20000"

func TestScale(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	got := cachebench(t, words("scale -backend cow,rwmutex -keys 100 -reads 100 -procs 1,3 %s", counted)...)
	require.Zero(t, got.code, got.stderr)
	var tails []string
	for line := range strings.Lines(got.stdout) {
		if strings.HasPrefix(line, "BenchmarkCache/wl=zipf99-rw100/backend=cow/") {
			name, _, _ := strings.Cut(line, " ")
			tails = append(tails, name[strings.Index(name, "/goroutines="):])
		}
	}
	require.Equal(t, []string{"/goroutines=1-1", "/goroutines=10-1", "/goroutines=3-3", "/goroutines=30-3"}, tails)
	require.Equal(t, before, runtime.GOMAXPROCS(0))
}

// TestScaleGoesBeyondTheMachine if nothing is said: up to twice its processors.
func TestScaleGoesBeyondTheMachine(t *testing.T) {
	got := cachebench(t, words("scale -backend noop -keys 10 -reads 100 -goroutines 1 %s", counted)...)
	require.Zero(t, got.code, got.stderr)
	require.Contains(t, got.stdout, "/goroutines=1-1 ")
	require.Contains(t, got.stdout, "/goroutines=1-"+strconv.Itoa(2*runtime.NumCPU())+" ")
}

// TestProcsInProcesses: a process of its own has the GOMAXPROCS of its sample.
func TestProcsInProcesses(t *testing.T) {
	got := cachebench(t, words("run -backend cow -reads 100 -keys 100 -procs 1,3 -processes 2 -ops 2000")...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, 2, strings.Count(got.stdout, "/goroutines=1-1 "))
	require.Equal(t, 2, strings.Count(got.stdout, "/goroutines=3-3 "))
}

func TestScaleOnATerminal(t *testing.T) {
	a := cli.App{Backends: bench.Larder(), Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("scale -backend cow,noop -keys 100 -reads 100 -procs 1,2 -goroutines 1x,4x %s", counted)...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, 1, strings.Count(got.stderr, " of ideal \n"), "one table: %s", got.stderr)
	for _, part := range []string{
		"\nzipf99-rw100\n", " GOMAXPROCS ", " speed-up ", " 1.00 ", "\nMedians. ideal: the rate with the fewest processors",
	} {
		require.Contains(t, got.stderr, part)
	}
	require.Regexp(t, `\n cow +1 +1 .*\n cow +2 +2 .*\n cow +1 +4 .*\n cow +2 +8 .*\n`, got.stderr, "by processors, with as many goroutines for each")
	require.NotContains(t, got.stderr, "is the fastest")
}

func TestGrowth(t *testing.T) {
	got := cachebench(t, words("growth -backend cow -goroutines 1 -keys 10,100 %s", counted)...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, []string{
		"Cache/wl=zipf99-rw95/backend=cow/cap=0/keys=10/ops=20000/goroutines=1-",
		"Cache/wl=zipf99-rw95/backend=cow/cap=0/keys=100/ops=20000/goroutines=1-",
	}, names(t, got.stdout), "those of run")

	a := cli.App{Backends: bench.Larder(), Terminal: func(io.Writer) bool { return true }}
	got = runApp(t, a, words("growth -backend cow,rwmutex,rawmap -reads 100 -goroutines 1 -keys 10,100,200 %s", counted)...)
	require.Zero(t, got.code, got.stderr)
	for _, part := range []string{"\nzipf99-rw100, goroutines 1\n", " 10 keys ", " 100 keys ", " 200 keys \n", " (rawmap) ", "\nMedians of ns/op, by number of keys."} {
		require.Contains(t, got.stderr, part)
	}
	require.Equal(t, 1, strings.Count(got.stderr, " backend "))
}

// TestMemoryOfSeveralSizes: the usual size has no part of a name, whatever else is
// measured, so that it finds older rows.
func TestMemoryOfSeveralSizes(t *testing.T) {
	got := cachebench(t, words("memory -backend rwmutex -keys 100 -value 8,64,1024 -samples 1")...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, []string{
		"Memory/backend=rwmutex/cap=0/keys=100/value=8-", "Memory/backend=rwmutex/cap=0/keys=100-", "Memory/backend=rwmutex/cap=0/keys=100/value=1024-",
	}, names(t, got.stdout))

	got = cachebench(t, words("memory -backend rwmutex -keys 100 -value choice:64=9,4096=1 -samples 1")...)
	require.Zero(t, got.code, got.stderr)
	require.Len(t, names(t, got.stdout), 1, "a comma does not make a list of a distribution")

	a := cli.App{Backends: bench.Larder(), Executable: os.Args[0], Terminal: func(io.Writer) bool { return true }}
	got = runApp(t, a, words("memory -backend rwmutex -keys 100 -value 8,64 -samples 1")...)
	require.Contains(t, got.stderr, "\nmemory, 100 keys, values of 8 bytes\n")
	require.Contains(t, got.stderr, "\nmemory, 100 keys, values of 64 bytes\n")
	require.Contains(t, got.stderr, " RSS B/entry ")
}
