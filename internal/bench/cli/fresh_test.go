package cli_test

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// fresh are flags that make a run of three processes for each combination short.
const fresh = "-processes 3 -ops 2000 -keys 100"

func TestProcesses(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	got := cachebench(t, words("run -backend cow,syncmap,rwmutex -reads 100 -goroutines 1 -o %s %s", out, fresh)...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stderr)
	var order []string
	for _, name := range names(t, got.stdout) {
		_, rest, _ := strings.Cut(name, "/backend=")
		backend, _, _ := strings.Cut(rest, "/")
		order = append(order, backend)
	}
	require.Equal(t, []string{"cow", "syncmap", "rwmutex", "syncmap", "rwmutex", "cow", "rwmutex", "cow", "syncmap"}, order)
	require.Equal(t, 9, strings.Count(got.stdout, " 100 hit-% "), got.stdout)

	b, err := os.ReadFile(out + ".manifest.json")
	require.NoError(t, err)
	var m bench.Manifest
	require.NoError(t, json.Unmarshal(b, &m))
	require.True(t, m.Options.Processes)
	require.Equal(t, 3, m.Options.Samples)
	require.Equal(t, 9, m.Rows)
}

func TestProcessesOfTraces(t *testing.T) {
	recorded := file(t, "small.lirs", smallTrace)
	got := cachebench(t, words("run -goroutines 1 -processes 2 -backend cow -trace %s", recorded)...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, 2, strings.Count(got.stdout, " 37.5 hit-% "), got.stdout)
}

// TestEachSampleHasAProcess: the backend writes the numbers of the processes that
// make a cache.
func TestEachSampleHasAProcess(t *testing.T) {
	for flags, want := range map[string]int{
		"-processes 3":            1 + 3, // the first tries whether there can be a cache
		"-processes 1 -samples 3": 1,
		"-processes 0 -samples 3": 1,
	} {
		pids := file(t, "pids", "")
		t.Setenv(pidFile, pids)
		t.Setenv(asCommand, withBroken)
		out, err := command(t, words("run -backend pid -reads 100 -ops 2000 -keys 10 %s", flags)...).Output()
		require.NoError(t, err)
		require.Len(t, names(t, string(out)), 3)
		b, err := os.ReadFile(pids)
		require.NoError(t, err)
		lines := strings.Fields(string(b))
		slices.Sort(lines)
		require.Len(t, slices.Compact(lines), want, "%s: %s", flags, b)
	}
}

// TestErrorsOfProcesses: what goes wrong in a process is told as if it had gone
// wrong here, and what it leaves unsaid is told too.
func TestErrorsOfProcesses(t *testing.T) {
	t.Setenv(asCommand, withBroken)
	a := cli.App{Backends: brokenBackends(), Executable: os.Args[0]}
	for backend, want := range map[string]string{
		"liar":    "cachebench run: backend liar on zipf99-rw100: invalid measurement: wrong value: Get(key:",
		"crasher": "cachebench run: invalid measurement: backend crasher on zipf99-rw100: its process ended with exit status 2: panic: too much\n",
		"talker":  "cachebench run: invalid measurement: backend talker on zipf99-rw100: its process answered what is no sample: ",
		"quitter": "cachebench run: invalid measurement: backend quitter on zipf99-rw100: its process ended with exit status 7: it said nothing\n",
	} {
		out := filepath.Join(t.TempDir(), "out.txt")
		got := runApp(t, a, words("run -reads 100 -backend %s -o %s %s", backend, out, fresh)...)
		require.Equal(t, 3, got.code)
		require.True(t, strings.HasPrefix(got.stderr, want), got.stderr)
		require.Equal(t, 1, strings.Count(got.stderr, "\n"), "one line: %s", got.stderr)
		require.NoFileExists(t, out)
	}
}

func TestErrorsBeforeTheSampleKeepTheirCode(t *testing.T) {
	got := cachebench(t, words("run -backend cow -value 1073741824 %s", fresh)...)
	require.Equal(t, 2, got.code)
	require.True(t, strings.HasPrefix(got.stderr, "cachebench run: the values are too large: "), got.stderr)
}

func TestProcessesThatCannotBeStarted(t *testing.T) {
	for executable, want := range map[string]string{
		"":              "samples in processes of their own: this program cannot find its own file to start it",
		"/no/such/file": "cannot start a process for a sample: ",
	} {
		a := cli.App{Backends: bench.Larder(), Executable: executable}
		got := runApp(t, a, words("run -backend cow %s", fresh)...)
		require.Equal(t, 5, got.code)
		require.Contains(t, got.stderr, want)
		require.Equal(t, 1, strings.Count(got.stderr, "\n"), "one line: %s", got.stderr)
	}
}

func TestMemory(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	got := cachebench(t, words("memory -backend rawmap,rwmutex,noop -keys 100,1000 -samples 2 -o %s", out)...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stderr)
	require.Equal(t, []string{
		"Memory/backend=rawmap/cap=0/keys=100-", "Memory/backend=rwmutex/cap=0/keys=100-",
		"Memory/backend=rwmutex/cap=0/keys=100-", "Memory/backend=rawmap/cap=0/keys=100-",
		"Memory/backend=rawmap/cap=0/keys=1000-", "Memory/backend=rwmutex/cap=0/keys=1000-",
		"Memory/backend=rwmutex/cap=0/keys=1000-", "Memory/backend=rawmap/cap=0/keys=1000-",
	}, names(t, got.stdout))
	for _, keys := range []string{"100", "1000"} {
		require.Contains(t, got.stdout, "# cannot: Memory/backend=noop/cap=0/keys="+keys+": it holds no entries\n")
	}
	require.Regexp(t, `rawmap/cap=0/keys=1000-\d+ 1000 [0-9.]+ overhead-B/entry 24(\.\d+)? B/op 1(\.\d+)? allocs/op( -?[0-9.]+ rss-B/entry)?\n`, got.stdout,
		"an entry of rawmap is the header of a slice")
	require.FileExists(t, out+".manifest.json")
}

func TestNamesOfMemory(t *testing.T) {
	got := cachebench(t, words("memory -backend sharded -shards 4 -key int -value uniform:8:32 -ttl none -nostats -keys 100 -samples 1")...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, []string{"Memory/backend=sharded/shards=4/cap=0/keys=100/value=uniform_8_32/ttl=none/key=int/stats=off-"}, names(t, got.stdout))
}

func TestMemoryOnATerminal(t *testing.T) {
	a := cli.App{Backends: bench.Larder(), Executable: os.Args[0], Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("memory -backend rawmap,rwmutex -keys 100,1000 -samples 1")...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stdout)
	for _, part := range []string{
		"\nmemory, 100 keys\n backend ", "\nmemory, 1000 keys\n", " overhead B/entry ", " (rawmap) ", " rwmutex ",
		"\noverhead: heap by entry beyond the bytes of keys and values; ", "/4)",
	} {
		require.Contains(t, got.stderr, part)
	}
	require.NotContains(t, got.stderr, "ns/op")
}

func TestOneSampleIsNoCommandForPeople(t *testing.T) {
	require.NotContains(t, cachebench(t, "-h").stdout, "one-sample")
	require.NotContains(t, cachebench(t, "compare").stderr, "one-sample")
	for args, want := range map[string]string{
		"one-sample":                     "one-sample is for cachebench itself",
		"one-sample 0 Cache":             "one-sample is for cachebench itself",
		"one-sample x Cache run":         `one-sample: "x" is not the number of a workload`,
		"one-sample -1 Cache run":        "there is no workload -1 among 3",
		"one-sample 0 Cache run":         "no combination is called Cache",
		"one-sample 0 Cache run -ops -1": "want an integer from 1",
		"one-sample 0 Cache list":        `one-sample: there are no samples of "list"`,
	} {
		got := cachebench(t, words("%s", args)...)
		require.Equal(t, 2, got.code, args)
		require.Contains(t, got.stderr, "cachebench: ")
		require.Contains(t, got.stderr, want)
		require.Empty(t, got.stdout)
	}
}
