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
