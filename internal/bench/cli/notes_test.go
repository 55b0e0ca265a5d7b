package cli_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// TestSameNotesAreOne: about several backends, each once.
func TestSameNotesAreOne(t *testing.T) {
	one := bench.Backend{Name: "one", NoTTL: true, Copies: true, NewString: func(bench.Setup) (bench.Cache[string], error) { return burden{}, nil }}
	two, three := one, one
	two.Name, three.Name, three.Copies = "two", "three", false
	a := cli.App{Backends: []bench.Backend{one, two, three}, Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("run -backend one,two,three -reads 0 -goroutines 1,2 -keys 10 -samples 1 -ops 1000")...)
	require.Zero(t, got.code, got.stderr)
	require.Contains(t, got.stderr, "\nNote: each of one, two and three knows no time to live: its entries never\nexpire.\n"+
		"Note: each of one and two keeps copies of keys and values, and returns copies.\n")

	got = runApp(t, a, words("run -backend one -reads 0 -keys 10 -samples 1 -ops 1000")...)
	require.Contains(t, got.stderr, "\nNote: one knows no time to live: its entries never expire.\n")
}
