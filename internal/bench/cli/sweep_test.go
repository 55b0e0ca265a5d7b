package cli_test

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// brief are flags that make sweep short, on few entries.
const brief = "-keys 100 -rate 2000 -scale 20ms -duration 60ms"

func TestSweep(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	got := cachebench(t, words("sweep -wl ttl-burst,ttl-short -sweeper none,full -backend cow,rwmutex -reads 20 -o %s %s", out, brief)...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stderr)
	var want []string
	for _, sweeper := range []string{"none", "full"} {
		for _, backend := range []string{"cow", "rwmutex"} {
			want = append(want, "Sweep/wl=ttl-burst/sweeper="+sweeper+"/backend="+backend+"/entries=100/scale=20ms/rate=2000-")
		}
	}
	for _, name := range want[:4] {
		name = strings.ReplaceAll(name, "ttl-burst", "ttl-short")
		want = append(want, strings.TrimSuffix(name, "-")+"/reads=20-")
	}
	require.Equal(t, want, names(t, got.stdout))
	require.Equal(t, 8, strings.Count(got.stdout, " 0 dead-hits\n"))
	require.Equal(t, 1+8, strings.Count(got.stdout, " sweep-cpu-% "), "the unit and the rows")
	require.Contains(t, got.stdout, "Unit get-p99.9-ns better=lower\n")

	b, err := os.ReadFile(out + ".manifest.json")
	require.NoError(t, err)
	var m bench.Manifest
	require.NoError(t, json.Unmarshal(b, &m))
	require.True(t, m.Options.Processes)
	require.Equal(t, []string{"none", "full"}, m.Options.Sweepers)
	require.Equal(t, "20ms", m.Options.TTL)
	require.Equal(t, "uniform:1ms:20ms", m.Works[0].Source.TTL)
}

// TestSweepInVirtualTime: lines for pictures, the same each time.
func TestSweepInVirtualTime(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	command := words("sweep -virtual -sweeper full -sweep-interval 20ms -backend cow,rwmutex -step 10ms -o %s %s", out, brief)
	got := cachebench(t, command...)
	require.Zero(t, got.code, got.stderr)
	require.Equal(t, got, cachebench(t, command...))
	lines := names(t, got.stdout)
	require.Len(t, lines, 5*2*(7+1))
	require.Equal(t, "SweepTime/wl=ttl-burst/sweeper=full/backend=cow/entries=100/scale=20ms/rate=2000/interval=20ms/t=0000.00s-", lines[0])
	require.Equal(t, "SweepTime/wl=ttl-burst/sweeper=full/backend=cow/entries=100/scale=20ms/rate=2000/interval=20ms/t=0000.06s-", lines[6])
	require.Equal(t, "SweepTime/wl=ttl-burst/sweeper=full/backend=cow/entries=100/scale=20ms/rate=2000/interval=20ms-", lines[7])
	require.Contains(t, lines[16], "wl=ttl-uniform")
	require.Contains(t, lines[16], "/duration=60ms/")
	require.Regexp(t, regexp.MustCompile(`(?m)t=0000\.06s-\d+ 1 10 resident 0 overdue 0 overdue-B 0 lag-s \S+ told-lag-s 100 swept 0 lazy$`), got.stdout)

	b, err := os.ReadFile(out + ".manifest.json")
	require.NoError(t, err)
	var m bench.Manifest
	require.NoError(t, json.Unmarshal(b, &m))
	require.False(t, m.Options.Processes)
	require.Equal(t, "10ms", m.Options.Step)
	require.Equal(t, "20ms", m.Options.SweepInterval)
}

func TestSweepOnATerminal(t *testing.T) {
	a := cli.App{Backends: bench.Larder(), Executable: os.Args[0], Terminal: func(io.Writer) bool { return true }}
	for flags, parts := range map[string][]string{
		"":         {" get ", " overdue ", " told s", "\nIn µs, 99.9 % are not longer. "},
		"-virtual": {" resident ", " caught up s", "\nThe most at a step of virtual time: "},
	} {
		got := runApp(t, a, words("sweep -wl ttl-burst -sweeper none,cursor -backend cow -key int %s %s", flags, brief)...)
		require.Zero(t, got.code, got.stderr)
		require.Empty(t, got.stdout)
		for _, part := range append(parts, "\nttl-burst, 100 entries\n backend, sweeper ", " cow none ", " cow cursor ", "/2)") {
			require.Contains(t, got.stderr, part)
		}
	}
}

// TestSweepOfTheUndead: a cache that serves what has expired has no figures.
func TestSweepOfTheUndead(t *testing.T) {
	t.Setenv(asCommand, withBroken)
	a := cli.App{Backends: brokenBackends(), Executable: os.Args[0]}
	got := runApp(t, a, words("sweep -wl ttl-burst -backend undead -slack 1ms %s", brief)...)
	require.Equal(t, cli.ExitInvalid, got.code, got.stderr)
	require.Regexp(t, `invalid measurement: \d+ of \d+ Gets of entries that were more than 1ms past their deadline found them\n$`, got.stderr)
	require.NotContains(t, got.stdout, "Benchmark")
}

// TestSweepersThatTakeTheFlags: where none is named, those that have no such thing are
// left out; and the rows of others do not bear what is nothing to them.
func TestSweepersThatTakeTheFlags(t *testing.T) {
	const small = "-wl ttl-dead -keys 100 -rate 100 -scale 20ms -duration 20ms"
	got := cachebench(t, words("sweep -virtual -backend cow -sweep-limit 64 %s", small)...)
	require.Zero(t, got.code, got.stderr)
	for sweeper, there := range map[string]bool{"none": false, "full": false, "cursor": true, "heap": true} {
		require.Equal(t, there, strings.Contains(got.stdout, "/sweeper="+sweeper+"/"), sweeper)
	}
	require.Contains(t, got.stdout, "/rate=100/limit=64-")

	a := cli.App{Backends: bench.Larder()}
	theirs := a.Backends[2]
	theirs.Name, theirs.Own = "theirs", false
	a.Backends = append(a.Backends[:1], theirs)
	a.Executable = ""
	got = runApp(t, a, words("sweep -backend theirs -sweep-budget 5 %s", small)...)
	require.Equal(t, 2, got.code)
	require.Contains(t, got.stderr, "-sweep-budget is for larder's own backends, and -backend names none")
}
