package cli_test

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

func TestIterate(t *testing.T) {
	got := cachebench(t, words("iterate -backend rwmutex,cow-map,rawmap -keys 16,64 -views 50")...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stderr)
	require.Equal(t, []string{
		"Iteration/backend=rwmutex/cap=0/keys=16-", "Iteration/backend=cow-map/cap=0/keys=16-",
		"Iteration/backend=rwmutex/cap=0/keys=64-", "Iteration/backend=cow-map/cap=0/keys=64-",
	}, names(t, got.stdout))
	require.Equal(t, 4, strings.Count(got.stdout, " 50 0 torn-% "), "both copy or keep a view of one instant: %s", got.stdout)
	for _, keys := range []string{"16", "64"} {
		require.Contains(t, got.stdout, "# cannot: Iteration/backend=rawmap/cap=0/keys="+keys+": it has no All\n")
	}
}

func TestIterateOnATerminal(t *testing.T) {
	a := cli.App{Backends: bench.Larder(), Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("iterate -backend rwmutex,syncmap -keys 16 -key int -views 20")...)
	require.Zero(t, got.code, got.stderr)
	require.Empty(t, got.stdout)
	for _, part := range []string{"\niterate, 16 keys\n backend ", " torn % ", " beside %", " rwmutex ", "\ntorn: share of the iterations ", "/2)"} {
		require.Contains(t, got.stderr, part)
	}
}
