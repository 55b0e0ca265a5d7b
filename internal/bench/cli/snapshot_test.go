package cli_test

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

func TestSnapshot(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	got := cachebench(t, words("snapshot -backend rwmutex,cow,cow-map -keys 16,20000 -rate 10000 -every 2ms -duration 20ms -samples 1 -o %s", out)...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stderr)
	require.Equal(t, []string{
		"Snapshot/backend=cow/cap=0/keys=16/snapshots=off-", "Snapshot/backend=cow/cap=0/keys=16/snapshots=2ms-",
		"Snapshot/backend=cow-map/cap=0/keys=16/snapshots=off-", "Snapshot/backend=cow-map/cap=0/keys=16/snapshots=2ms-",
		"Snapshot/backend=cow/cap=0/keys=20000/snapshots=off-", "Snapshot/backend=cow/cap=0/keys=20000/snapshots=2ms-",
	}, names(t, got.stdout))
	require.Contains(t, got.stdout, "Unit set-p99.9-ns better=lower\n")
	require.Contains(t, got.stdout, "# cannot: Snapshot/backend=rwmutex/cap=0/keys=16/snapshots=2ms: it has no Snapshot\n")
	require.Contains(t, got.stdout, "# cannot: Snapshot/backend=cow-map/cap=0/keys=20000/snapshots=off: it is measured with at most 10000 keys")
	require.Equal(t, 6, strings.Count(got.stdout, " idle-p99.9-ns "))
	require.Equal(t, 3, strings.Count(got.stdout, " snapshot-p99-ns\n"), "where snapshots are taken")
	require.Equal(t, 3, strings.Count(got.stdout, " 0 snapshots/s"), "where none are")

	b, err := os.ReadFile(out + ".manifest.json")
	require.NoError(t, err)
	var m bench.Manifest
	require.NoError(t, json.Unmarshal(b, &m))
	require.True(t, m.Options.Processes)
	require.Equal(t, 10000, m.Options.Rate)
	require.Equal(t, "2ms", m.Options.Every)
	require.Equal(t, "20ms", m.Options.Duration)
}

func TestSnapshotOnATerminal(t *testing.T) {
	a := cli.App{Backends: bench.Larder(), Executable: os.Args[0], Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("snapshot -keys 16 -key int -duration 10ms -samples 1")...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stdout)
	for _, part := range []string{
		"\nsnapshot, 16 keys\n backend ", " set 99 ", " taking ", " cow snapshots=off ", " cow snapshots=10ms ", "\nIn µs. set: calls of Set; ", "/2)",
	} {
		require.Contains(t, got.stderr, part)
	}
	require.NotContains(t, got.stderr, "rwmutex", "the backends that are usual have a Snapshot")
}
