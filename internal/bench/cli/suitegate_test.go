package cli_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/workload"
)

var committedSuites = filepath.Join("..", "..", "..", "scripts", "suites")

// phases is the text of the trace of the gate: ten thousand requests each of four kinds
// of traffic, after each other, on 5,000 keys.
func phases(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for i, text := range []string{"zipf:0.99", "scan:0.99:2000:1500", "loop:1500", "shift:0.99:1000:200"} {
		dist, err := workload.ParseDist(text)
		require.NoError(t, err)
		s, err := workload.Spec{Keys: 5000, Dist: dist, Mix: workload.Mix{Get: 1}}.Stream(uint64(i+1), 10_000)
		require.NoError(t, err)
		for _, op := range s.Ops {
			fmt.Fprintln(&b, op.Key)
		}
	}
	return b.String()
}

// TestTraceOfTheGate: it can be made anew, by -update.
func TestTraceOfTheGate(t *testing.T) {
	path := filepath.Join(committedSuites, "traces", "phases.lirs.gz")
	want := phases(t)
	if *update {
		var packed bytes.Buffer
		z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		require.NoError(t, err)
		_, err = io.WriteString(z, want)
		require.NoError(t, err)
		require.NoError(t, z.Close())
		require.NoError(t, os.WriteFile(path, packed.Bytes(), 0o644))
	}
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	text, err := io.ReadAll(z)
	require.NoError(t, err)
	require.True(t, string(text) == want, "the generators make another trace than the committed one: is that meant?")
}
