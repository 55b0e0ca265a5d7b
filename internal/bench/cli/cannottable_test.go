package cli_test

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// TestCannotIsARow of the table of its group, in place of its figures: once where it
// has several cells, and below a heading where nothing was measured.
func TestCannotIsARow(t *testing.T) {
	a := cli.App{Backends: bench.Larder(), Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("run -backend rwmutex,rawmap,noop -goroutines 1 -capacity 0,10 -reads 100 -batch 1,2 -keys 100 -samples 1 -ops 1000")...)
	require.Zero(t, got.code, got.stderr)
	const noMany = "   cannot: it has no GetMany, and looks keys up one by one alone\n"
	require.Contains(t, got.stderr, "\n rwmutex batch 2"+noMany)
	require.Contains(t, got.stderr, "\n (rawmap)          cannot: it has no capacity\n")
	require.Contains(t, got.stderr, "\nzipf99-rw100, capacity 10, 1 goroutine\n")
	require.NotContains(t, got.stderr, "Not measured")
}

// TestLongReasonsAreWrapped below their beginning.
func TestLongReasonsAreWrapped(t *testing.T) {
	small := bench.Backend{Name: "small", MaxKeys: 10, NewString: func(bench.Setup) (bench.Cache[string], error) { return burden{}, nil }}
	large := small
	large.Name, large.MaxKeys = "large", 0
	a := cli.App{Backends: []bench.Backend{small, large}, Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("run -backend small,large -reads 0 -keys 1000 -samples 1 -ops 1000")...)
	require.Zero(t, got.code, got.stderr)
	require.Contains(t, got.stderr, "\n small    cannot: it is measured with at most 10 keys, since filling it takes\n"+
		"          too long with more, and zipf99-rw0 has 1000\n")
}
