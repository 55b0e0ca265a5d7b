package main

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"
)

func Example() {
	together, err := ways[0].count(1000)
	fmt.Println(together, err)
	// Output: map[300:1000] <nil>
}

func TestAWayIsABarOrABand(t *testing.T) {
	for i, want := range []struct{ first, last, most int }{
		{300, 300, keys},
		{240, 300, 2 * keys / 60},  // 60 seconds, and twice the mean: more is as good as impossible
		{240, 360, 2 * keys / 120}, // 120 seconds
	} {
		t.Run(ways[i].name, func(t *testing.T) {
			counts, err := ways[i].count(keys)
			require.NoError(t, err)
			sum := 0
			for second, n := range counts {
				sum += n
				require.True(t, want.first <= second && second <= want.last, "%d expire in second %d", n, second)
				require.LessOrEqual(t, n, want.most, "in second %d", second)
			}
			require.Equal(t, keys, sum, "each expires once")
		})
	}
}

func TestOutputIsInTheBenchmarkFormat(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, write(&out))
	sums := map[string]float64{}
	for in := benchfmt.NewReader(&out, "out"); in.Scan(); {
		r, ok := in.Result().(*benchfmt.Result)
		require.True(t, ok, "%v", in.Result())
		sum, ok := r.Value("expiries/s")
		require.True(t, ok)
		_, parts := r.Name.Parts()
		sums[fmt.Sprintf("%s%s", parts[0], parts[1])] += sum
	}
	require.Equal(t, map[string]float64{"/jitter=0/ttl=5m": keys, "/jitter=0.2/ttl=5m": keys, "/jitter=0/ttl=4m-6m": keys}, sums)
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("no space left")

func TestAFailedWriteIsAnError(t *testing.T) { require.ErrorIs(t, write(full{}), errFull) }
