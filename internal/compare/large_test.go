package compare_test

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/compare"
	"github.com/larder-go/larder/internal/results"
)

// TestLargeFiles: many samples cost time in proportion and little memory, and show
// small changes. With LARDER_LONG the files have 100 MB each.
func TestLargeFiles(t *testing.T) {
	size := 1 << 20
	if os.Getenv("LARDER_LONG") != "" {
		size = 100 << 20
	}
	var sets [2]results.Set
	for side := range sets {
		in, out := io.Pipe()
		go func() {
			b := bufio.NewWriter(out)
			random := rand.New(rand.NewPCG(uint64(side), 1))
			for written := 0; written < size; {
				n, _ := fmt.Fprintf(b, "BenchmarkCache/wl=w/backend=cow/cap=0/goroutines=2-2 3932416 %.5g ns/op\n", 100*(1+0.06*float64(side))*math.Exp(0.1*random.NormFloat64()))
				written += n
			}
			_ = out.CloseWithError(b.Flush())
		}()
		_, err := sets[side].Add(in, "large.txt")
		require.NoError(t, err)
	}
	r, err := compare.Compare(&sets[0], &sets[1], compare.Options{})
	require.NoError(t, err)
	require.Equal(t, compare.Regression, r.Verdict())
	require.InDelta(t, 0.06, r.Rows[0].Effect, 0.005)
	require.Greater(t, r.Rows[0].Old.Samples, size/100)
}
