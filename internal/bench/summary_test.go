package bench_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
)

// rowsOf are samples of a backend that took so many nanoseconds an operation.
func rowsOf(c bench.Cell, nanoseconds ...int) (rows []bench.Row) {
	for i, ns := range nanoseconds {
		rows = append(rows, bench.Row{Cell: c, Sample: i, Outcome: bench.Outcome{
			Tally:   bench.Tally{Gets: 100, Hits: 90},
			Elapsed: time.Duration(100 * ns),
			Bytes:   3200,
			Allocs:  50,
		}})
	}
	return rows
}

func cell(backend string) bench.Cell { return bench.Cell{Work: "w", Backend: backend, Goroutines: 2} }

func TestSummarize(t *testing.T) {
	floor := cell("floor")
	floor.Floor = true
	other := cell("a")
	other.Goroutines = 1
	var rows []bench.Row
	rows = append(rows, rowsOf(floor, 1, 1, 1, 1, 1, 1)...)
	rows = append(rows, rowsOf(cell("slow"), 50, 51, 52, 53, 54, 99)...)
	rows = append(rows, rowsOf(cell("fast"), 10, 11, 12, 13, 14, 15, 16)...)
	rows = append(rows, rowsOf(other, 7)...)
	large := cell("fast")
	large.Variant, large.Labels = "1000 keys", []string{"keys=1000"}
	rows = append(rows, rowsOf(large, 20)...)
	groups := bench.Summarize(rows)
	require.Len(t, groups, 3)
	require.Equal(t, "w, 1000 keys, 2 goroutines", groups[2].String())
	require.Equal(t, "w, 2 goroutines", groups[0].String())
	require.Equal(t, "w, 1 goroutine", groups[1].String())
	var order []string
	for _, s := range groups[0].Summaries {
		order = append(order, s.Backend)
	}
	require.Equal(t, []string{"fast", "slow", "floor"}, order)
	fast := groups[0].Summaries[0]
	require.EqualValues(t, 7, fast.Samples)
	require.InDelta(t, 13, fast.NsPerOp.Center, 1e-9)
	require.InDelta(t, 1e9/13, fast.OpsPerSecond, 1)
	require.True(t, fast.Gets)
	require.InDelta(t, 90, fast.HitPercent, 1e-9)
	require.InDelta(t, 32, fast.BytesPerOp, 1e-9)
	require.InDelta(t, 0.5, fast.AllocsPerOp, 1e-9)
	require.InDelta(t, 3.0/13, fast.Spread(), 1e-9)
	require.Zero(t, groups[1].Summaries[0].Spread(), "one sample does not tell")
	require.Empty(t, bench.Summarize(nil))
}

func TestVerdict(t *testing.T) {
	floor := cell("floor")
	floor.Floor = true
	many, few := cell("s"), cell("s")
	many.Shards, few.Shards = 256, 1
	swept := cell("a")
	swept.Sweeper = "full"
	sweptToo := cell("b")
	sweptToo.Sweeper = "full"
	for _, c := range []struct {
		name string
		rows [][]bench.Row
		want string
	}{
		{"Nobody", nil, ""},
		{"Alone", [][]bench.Row{rowsOf(cell("a"), 1, 2, 3, 4), rowsOf(floor, 1, 1, 1, 1)}, ""},
		{"Fastest", [][]bench.Row{
			rowsOf(cell("a"), 10, 10, 10, 10, 10, 10), rowsOf(cell("b"), 19, 19, 19, 19, 19, 19),
			rowsOf(cell("c"), 11, 11, 11, 11, 11, 11), rowsOf(floor, 1, 1, 1, 1),
		}, "w, 2 goroutines: a is the fastest with 10 ns/op; c takes 10 % longer and b 1.9 times as long."},
		{"Level", [][]bench.Row{
			rowsOf(cell("a"), 10, 12, 14, 16, 18, 20), rowsOf(cell("b"), 11, 13, 15, 17, 19, 21),
			rowsOf(cell("c"), 60, 60, 60, 60, 60, 60),
		}, "w, 2 goroutines: a came first with 15 ns/op, but 6 samples do not tell it from b; c takes 4 times as long."},
		{"AllLevel", [][]bench.Row{
			rowsOf(cell("a"), 10, 12, 14, 16), rowsOf(cell("b"), 11, 13, 15, 17), rowsOf(cell("c"), 11, 13, 15, 17),
		}, "w, 2 goroutines: a came first with 13 ns/op, but 4 samples do not tell it from b and c."},
		{"TooFewSamples", [][]bench.Row{rowsOf(cell("a"), 10, 10, 10), rowsOf(cell("b"), 90, 90, 90)},
			"w, 2 goroutines: a came first with 10 ns/op, but fewer than 4 samples prove nothing."},
		{"Shards", [][]bench.Row{rowsOf(many, 10, 10, 10, 10), rowsOf(few, 20, 20, 20, 20)},
			"w, 2 goroutines: s/256 is the fastest with 10 ns/op; s/1 takes 2 times as long."},
		{"Sweeper", [][]bench.Row{rowsOf(swept, 10, 10, 10, 10), rowsOf(sweptToo, 20, 20, 20, 20)},
			"w, 2 goroutines, sweeper full: a is the fastest with 10 ns/op; b takes 2 times as long."},
	} {
		t.Run(c.name, func(t *testing.T) {
			var rows []bench.Row
			for _, r := range c.rows {
				rows = append(rows, r...)
			}
			groups := bench.Summarize(rows)
			if c.rows == nil {
				require.Empty(t, bench.Group{}.Verdict())
				return
			}
			require.Len(t, groups, 1)
			require.Equal(t, c.want, groups[0].Verdict())
		})
	}
}
