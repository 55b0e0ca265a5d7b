package cli_test

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// patient are flags that make a run of latencies short, and no machine too busy.
const patient = "-reads 100 -keys 100 -duration 50ms -samples 1 -slack 1h"

func TestLatency(t *testing.T) {
	dir := t.TempDir()
	out, folder := filepath.Join(dir, "out.txt"), filepath.Join(dir, "new", "spectra")
	got := cachebench(t, words("latency -backend cow,rwmutex,rawmap,noop -rate 1e3,2e3 -goroutines 1,2 -hdr %s -o %s %s", folder, out, patient)...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stderr)
	all := names(t, got.stdout)
	require.Len(t, all, 16)
	require.Equal(t, "Latency/wl=zipf99-rw100/backend=cow/cap=0/keys=100/rate=1000/goroutines=1-", all[0])
	require.Equal(t, "Latency/wl=zipf99-rw100/backend=cow/cap=0/keys=100/rate=2000/goroutines=1-", all[1])
	require.Contains(t, got.stdout, "Unit service-p99.95-ns better=lower\n")

	b, err := os.ReadFile(out + ".manifest.json")
	require.NoError(t, err)
	var m bench.Manifest
	require.NoError(t, json.Unmarshal(b, &m))
	require.Equal(t, []int{1000, 2000}, m.Options.Rates)
	require.Equal(t, "poisson", m.Options.Arrivals)
	require.Equal(t, "1h0m0s", m.Options.Slack)
	require.True(t, m.Options.Processes)

	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, files, 2*16)
	for line := range strings.Lines(got.stdout) {
		name, figures, ok := strings.Cut(strings.TrimPrefix(line, "Benchmark"), " ")
		if !strings.HasPrefix(line, "Benchmark") || !ok {
			continue
		}
		for suffix, unit := range map[string]string{".1.hgrm": "p50-ns", ".1.service.hgrm": "service-p50-ns"} {
			median := spectrumMedian(t, filepath.Join(folder, strings.ReplaceAll(name, "/", "_")+suffix))
			figure := regexp.MustCompile(` ([0-9.e+]+) ` + unit + ` `).FindStringSubmatch(figures)
			require.NotNil(t, figure, figures)
			want, err := strconv.ParseFloat(figure[1], 64)
			require.NoError(t, err)
			require.InEpsilon(t, want, median, 0.002, "%s of %s", unit, name)
		}
	}
}

// spectrumMedian reads a spectrum as its plotters do, and returns its median.
func spectrumMedian(t *testing.T, path string) (median float64) {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	last := 0.0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) != 4 || fields[0] == "Value" || strings.HasPrefix(fields[0], "#") {
			continue
		}
		var columns [3]float64
		for i := range columns {
			columns[i], err = strconv.ParseFloat(fields[i], 64)
			require.NoError(t, err, path)
		}
		if median == 0 && columns[1] >= 0.5 {
			median = columns[0]
		}
		require.GreaterOrEqual(t, columns[1], last)
		last = columns[1]
	}
	require.Equal(t, 1.0, last, "up to the whole")
	return median
}

func TestNamesOfLatency(t *testing.T) {
	got := cachebench(t, words("latency -backend cow -arrivals constant -rate 1000 -goroutines 1 -capacity 50%% -policy lru -nostats -key int %s", patient)...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, []string{
		"Latency/wl=zipf99-rw100/backend=cow/cap=50/policy=lru/keys=100/key=int/stats=off/arrivals=constant/rate=1000/goroutines=1-",
	}, names(t, got.stdout))
}

// TestInvalidLatencyKeepsNothing: a message that says what to do, and exit code 3.
func TestInvalidLatencyKeepsNothing(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	got := cachebench(t, words("latency -backend cow -rate 1000 -goroutines 1 %s -slack 1ns -o %s", patient, out)...)
	require.Equal(t, 3, got.code, got.stderr)
	require.Contains(t, got.stderr, "cachebench latency: backend cow on zipf99-rw100: invalid measurement: the loop began ")
	require.Contains(t, got.stderr, "Lower -rate or -goroutines, or measure where nothing else runs\n")
	require.Equal(t, 1, strings.Count(got.stderr, "\n"))
	require.NoFileExists(t, out)
}

// TestOneOverloadedBackendIsNotAll: a process of its own tells that a backend cannot keep
// the rate, and the others are measured.
func TestOneOverloadedBackendIsNotAll(t *testing.T) {
	t.Setenv(asCommand, withBroken)
	a := cli.App{Backends: brokenBackends(), Executable: os.Args[0]}
	out := filepath.Join(t.TempDir(), "out.txt")
	got := runApp(t, a, words("latency -backend snail,undead -rate 1000 -goroutines 1 %s -samples 2 -o %s", patient, out)...)
	require.Equal(t, 3, got.code, got.stderr)
	require.Contains(t, got.stderr, "backend snail on zipf99-rw100: invalid measurement: overloaded: ")
	require.Equal(t, 1, strings.Count(got.stderr, "overloaded"), "its second sample is not tried")
	require.Len(t, names(t, got.stdout), 2)
	kept, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, got.stdout, string(kept))
	require.Contains(t, got.stdout, "# cannot: Latency/wl=zipf99-rw100/backend=snail/")
	require.Contains(t, got.stdout, " 1 tries ")
}

func TestLatencyOnATerminal(t *testing.T) {
	a := cli.App{Backends: bench.Larder(), Executable: os.Args[0], Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("latency -backend cow,noop -rate 1000 -goroutines 1 %s", patient)...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stdout)
	for _, part := range []string{
		"\nzipf99-rw100, 1 goroutine, 1000 ops/s, poisson arrivals\n", " 99.9 ", " service 50 ", " (noop) ", "\nIn µs, so many % are not longer. ",
	} {
		require.Contains(t, got.stderr, part)
	}
}

func TestGC(t *testing.T) {
	got := cachebench(t, words("gc -backend cow,rawmap,noop -keys 100 -gogc 100,off -memlimit 2x,1GiB -reads 0 -duration 5ms -samples 1")...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stderr)
	all := names(t, got.stdout)
	require.Len(t, all, 3*2*2)
	require.Equal(t, "GC/wl=zipf99-rw0/backend=cow/cap=0/keys=100/gogc=100/memlimit=2x/goroutines=1-", all[0])
	require.Equal(t, "GC/wl=zipf99-rw0/backend=cow/cap=0/keys=100/gogc=off/memlimit=1073741824/goroutines=1-", all[3])
	require.Contains(t, got.stdout, "Unit gc-cpu-% better=lower\n")
}

func TestGCOnATerminal(t *testing.T) {
	a := cli.App{Backends: bench.Larder(), Executable: os.Args[0], Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("gc -backend cow,noop -keys 100 -reads 0 -duration 5ms -samples 1")...)
	require.Zero(t, got.code, got.stderr)
	for _, part := range []string{"\nzipf99-rw0, 1 goroutine, gogc 100\n", " cpu ns/op  assist % ", " (noop) ", "\ncpu: the collector's share "} {
		require.Contains(t, got.stderr, part)
	}
}
