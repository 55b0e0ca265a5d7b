package report

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEstimate(t *testing.T) {
	few := estimated([]float64{30, 10, 20})
	require.Equal(t, estimate{20, 10, 30, 3}, few, "the range of few samples")
	require.Equal(t, "±50 %", few.spread())

	many := make([]float64, 101)
	for i := range many {
		many[i] = float64(i)
	}
	e := estimated(many)
	require.EqualValues(t, 50, e.mid)
	require.Greater(t, e.lo, 35.0, "an interval is narrower than the range")
	require.Less(t, e.hi, 65.0)

	require.Empty(t, estimated([]float64{5}).spread())
	require.Empty(t, estimated([]float64{0, 0}).spread())
	require.Equal(t, "±<1 %", estimated([]float64{1000, 1001}).spread())
	require.Equal(t, "±>100 %", estimated([]float64{1, 2, 30}).spread())
	require.Equal(t, estimate{5, 10. / 3, 10, 3}, estimate{20, 10, 30, 3}.inverse(100))
	require.True(t, few.overlaps(estimate{40, 30, 50, 3}))
	require.False(t, few.overlaps(estimate{40, 31, 50, 3}))
}

func TestSpell(t *testing.T) {
	for _, c := range []struct {
		unit string
		v    float64
		want string
	}{
		{"ns/op", 74.9, "74.9 ns"}, {"ns/op", 999.6, "1.00 µs"}, {"p99-ns", 1.5e6, "1.50 ms"}, {"max-ns", 5e9, "5 s"}, {"ns/op", 0, "0 ns"},
		{"ops/s", 1.299e7, "13.0 M"}, {"ops/s", 950, "950"}, {"loads/expiry", 0.9, "0.90"},
		{"hit-%", 100, "100 %"}, {"hit-%", 99.998, "99.998 %"}, {"hit-%", 81.344, "81.3 %"}, {"write-%", 0.982, "0.98 %"},
		{"overhead-B/entry", 2048, "2 KiB"}, {"overdue-B", 1e7, "9.54 MiB"}, {"overdue", 1.1e6, "1.10 M"}, {"things", -3, "-3"},
		{"things", 0.0004, "0.0004"},
	} {
		require.Equal(t, c.want, kindOf(c.unit).spell(c.v), c.unit)
	}
	require.Equal(t, "1,000,000", thousands("1000000"))
	require.Equal(t, "999", thousands("999"))
	require.Equal(t, "100%", thousands("100%"))
}

func TestCommandLine(t *testing.T) {
	require.Equal(t, `cachebench run -wl a,b -title 'it'\''s $HOME' ''`, commandLine([]string{"cachebench", "run", "-wl", "a,b", "-title", "it's $HOME", ""}))
}

func TestShownName(t *testing.T) {
	require.Equal(t, "results/a.txt", shownName("results/a.txt"))
	require.Equal(t, "a.txt", shownName("/somewhere/else/a.txt"))
	require.Equal(t, "a.txt", shownName("../a.txt"))
}
