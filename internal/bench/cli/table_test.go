package cli_test

import (
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// TestNoiseIsToldOf: a backend that is slow in every other sample.
func TestNoiseIsToldOf(t *testing.T) {
	samples := 0
	uneven := bench.Backend{Name: "uneven", Default: true, NewString: func(bench.Setup) (bench.Cache[string], error) {
		samples++
		return burden{spins: samples % 2 * 2000}, nil
	}}
	a := cli.App{Backends: []bench.Backend{uneven}, Terminal: func(io.Writer) bool { return true }}
	got := runApp(t, a, words("run -goroutines 1 -reads 0 -samples 8 -ops 20000 -keys 10")...)
	require.Zero(t, got.code, got.stderr)
	require.Contains(t, got.stderr, "Noisy machine: medians are off by up to ")
}

// burden is a cache whose writes take their time.
type burden struct{ spins int }

func (burden) Get(string) ([]byte, bool) { return nil, false }
func (b burden) Set(string, []byte, time.Duration) error {
	for range b.spins {
		_ = time.Duration(b.spins).Seconds()
	}
	return nil
}
func (burden) Delete(string) bool { return true }
func (burden) Len() int           { return 0 }
func (burden) Close() error       { return nil }

// TestMissingTimesToLiveAreShown where people and where programs look.
func TestMissingTimesToLiveAreShown(t *testing.T) {
	b := bench.Backend{Name: "plain", About: "a plain map", Default: true, NoTTL: true, Module: "example.org/plain",
		NewString: func(bench.Setup) (bench.Cache[string], error) { return burden{}, nil }}
	a := cli.App{Backends: []bench.Backend{b}}
	list := runApp(t, a, "list").stdout
	require.Contains(t, list, "(no time to live: what has one is stored without it)\n")
	require.Contains(t, list, " (example.org/plain of unknown version)\n")

	const note = "# wl=zipf99-rw0: plain knows no time to live: its entries never expire\n"
	run := words("run -reads 0 %s", quick)
	require.Contains(t, runApp(t, a, run...).stdout, note)
	require.NotContains(t, runApp(t, a, append(run, "-ttl", "none")...).stdout, note)
	a.Terminal = func(io.Writer) bool { return true }
	require.Contains(t, runApp(t, a, run...).stderr, "\n plain (no TTL) ")
}
