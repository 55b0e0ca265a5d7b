package compare_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/compare"
	"github.com/larder-go/larder/internal/results"
)

// set reads a text of results.
func set(t *testing.T, text string) *results.Set {
	t.Helper()
	s := new(results.Set)
	_, err := s.Add(strings.NewReader(text), "file.txt")
	require.NoError(t, err)
	return s
}

// judged compares two texts.
func judged(t *testing.T, old, new string, o compare.Options) *compare.Report {
	t.Helper()
	r, err := compare.Compare(set(t, old), set(t, new), o)
	require.NoError(t, err)
	return r
}

// lines are samples of one name in one unit.
func lines(name, unit string, samples ...float64) string {
	var b strings.Builder
	for _, v := range samples {
		fmt.Fprintf(&b, "Benchmark%s 1 %v %s\n", name, v, unit)
	}
	return b.String()
}

// around are ten samples within a percent of a value.
func around(v float64) (samples []float64) {
	for i := range 10 {
		samples = append(samples, v*(0.995+0.001*float64(i)))
	}
	return samples
}

const exact = "Unit hit-% better=higher assume=exact\nUnit misses assume=exact\nUnit load better=lower\nUnit ops/s better=higher\n"

func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		name, unit string
		old, new   []float64
		want       compare.Outcome
		why        string // part of the reason
	}{
		// What varies.
		{"Same", "ns/op", around(100), around(100), compare.Same, ""},
		{"ALittleSlower", "ns/op", around(100), around(103), compare.Same, ""},
		{"Slower", "ns/op", around(100), around(110), compare.Regressed, ""},
		{"Faster", "ns/op", around(100), around(90), compare.Improved, ""},
		{"LessThroughput", "ops/s", around(1e6), around(9e5), compare.Regressed, ""},
		{"MoreThroughput", "ops/s", around(1e6), around(1.2e6), compare.Improved, ""},
		{"JustTheMinimum", "ns/op", around(100), around(104.8), compare.Undecided, "may be worse"},
		{"FewSamples", "ns/op", around(100)[:4], around(200)[:4], compare.Undecided, "too few samples for an interval"},
		{"OneSample", "ns/op", []float64{100}, []float64{100}, compare.Undecided, "too few"},
		{"OneSide", "ns/op", around(100), []float64{200}, compare.Undecided, "too few"},
		{"FromNothing", "load", make([]float64, 10), around(3), compare.Regressed, ""},
		{"ToNothing", "load", around(3), make([]float64, 10), compare.Improved, ""},
		{"Nothing", "load", make([]float64, 10), make([]float64, 10), compare.Same, ""},
		{"BelowNothing", "load", around(-3), around(3), compare.Undecided, "values below 0"},

		// What is the same each time.
		{"ExactlyTheSame", "hit-%", []float64{41.64}, []float64{41.64}, compare.Same, ""},
		{"ExactlyWorse", "hit-%", []float64{41.64}, []float64{41.63}, compare.Regressed, ""},
		{"ExactlyBetter", "hit-%", []float64{41.64, 41.64}, []float64{41.65}, compare.Improved, ""},
		{"ExactAndVaries", "hit-%", []float64{41.64, 41.65}, []float64{41.63, 41.63}, compare.Undecided, "not the same in all samples"},
		{"ExactAndVariesALot", "hit-%", around(50), around(40), compare.Regressed, "not the same in all samples"},
		{"ExactAndNobodyKnows", "misses", []float64{5}, []float64{6}, compare.Undecided, "nobody says what is better"},
		{"ExactAndNobodyCares", "misses", []float64{5}, []float64{5}, compare.Same, ""},
		{"VariesAndNobodyKnows", "misses", around(5), around(5), compare.Undecided, "nobody says"},

		// What is allocated.
		{"OneAllocationMore", "allocs/op", []float64{1, 1.0002}, []float64{2, 2}, compare.Regressed, ""},
		{"FirstAllocation", "allocs/op", []float64{0, 0}, []float64{1, 1}, compare.Regressed, ""},
		{"OneInAHundred", "allocs/op", []float64{0, 0}, []float64{0.01, 0.01}, compare.Regressed, ""},
		{"NoAllocation", "allocs/op", []float64{1, 1}, []float64{0, 0}, compare.Improved, ""},
		{"FromTheBackground", "allocs/op", []float64{0, 0.0001}, []float64{0.0003, 0.005}, compare.Same, ""},
		{"Rounding", "allocs/op", []float64{0.5551, 0.5551}, []float64{0.5601, 0.5601}, compare.Same, ""},
		{"OneSampleOfAllocations", "allocs/op", []float64{1}, []float64{2}, compare.Undecided, "one sample"},
		{"OneSampleAndTheSame", "allocs/op", []float64{1}, []float64{1}, compare.Same, ""},
		{"AllocationsVary", "allocs/op", around(30), around(30), compare.Same, "not the same"},
		{"BytesOnePercent", "B/op", []float64{1000, 1000}, []float64{1009, 1009}, compare.Same, ""},
		{"BytesTwoPercent", "B/op", []float64{1000, 1000}, []float64{1020, 1020}, compare.Regressed, ""},
		{"ByteFromTheBackground", "B/op", []float64{0, 0}, []float64{0.9, 0.9}, compare.Same, ""},
		{"Overhead", "overhead-B/entry", []float64{64, 64}, []float64{80, 80}, compare.Regressed, ""},
		{"OverheadOfAFullCache", "overhead-B/entry", []float64{165.77}, []float64{169.22}, compare.Same, ""},
		{"OverheadOfAWord", "overhead-B/entry", []float64{165.77, 167.4}, []float64{175.4, 175.4}, compare.Regressed, ""},
		{"OverheadOfAPage", "overhead-B/entry", []float64{64, 64.2}, []float64{64.5, 64.5}, compare.Same, ""},
		{"OverheadBelowNothing", "overhead-B/entry", []float64{-0.2, 0.1}, []float64{0.1, -0.1}, compare.Same, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			head := exact
			if strings.Contains(c.unit, "overhead") {
				head += "Unit overhead-B/entry better=lower\n"
			}
			r := judged(t, head+lines("A", c.unit, c.old...), head+lines("A", c.unit, c.new...), compare.Options{})
			require.Len(t, r.Rows, 1)
			row := r.Rows[0]
			require.Equal(t, c.want, row.Outcome, "%+v", row)
			if c.why == "" {
				require.Empty(t, row.Why)
			}
			require.Contains(t, row.Why, c.why)
			want := map[compare.Outcome]compare.Verdict{compare.Regressed: compare.Regression, compare.Undecided: compare.Inconclusive}
			require.Equal(t, want[c.want], r.Verdict())
		})
	}
}

// TestEffectAndInterval are of the new side over the old one.
func TestEffectAndInterval(t *testing.T) {
	row := judged(t, lines("A", "ns/op", around(100)...), lines("A", "ns/op", around(110)...), compare.Options{}).Rows[0]
	require.InDelta(t, 0.1, row.Effect, 0.001)
	require.InDelta(t, 0.1, row.Worse(), 0.001)
	require.Less(t, row.Lo, 0.1)
	require.Greater(t, row.Hi, 0.1)
	require.InDelta(t, 2.0/184756, row.P, 1e-9)
	require.Equal(t, row.P, row.Adjusted)
	require.Equal(t, 0.05, row.MinEffect)
	require.Equal(t, compare.Statistics, row.Method)
	require.Equal(t, 10, row.Old.Samples)
	require.InDelta(t, 99.95, row.Old.Center, 1e-9)
	require.InDelta(t, 99.5, row.Old.Least, 1e-9)
	require.InDelta(t, 100.4, row.Old.Most, 1e-9)

	row = judged(t, exact+lines("A", "ops/s", around(100)...), exact+lines("A", "ops/s", around(90)...), compare.Options{}).Rows[0]
	require.InDelta(t, -0.1, row.Effect, 0.001)
	require.InDelta(t, 0.1, row.Worse(), 0.001)

	row = judged(t, exact+lines("A", "hit-%", 40), exact+lines("A", "hit-%", 44), compare.Options{}).Rows[0]
	require.InDelta(t, 0.1, row.Effect, 1e-9)
	require.True(t, math.IsNaN(row.P))
	require.Equal(t, compare.Equality, row.Method)
}

// TestWorstFirst: what has regressed, then what is undecided, then the rest, each by
// how much worse it is.
func TestWorstFirst(t *testing.T) {
	var old, new string
	for name, to := range map[string]float64{"Better": 80, "Same": 100, "Worse": 120, "Worst": 150, "Maybe": 104.8} {
		old += lines(name, "ns/op", around(100)...)
		new += lines(name, "ns/op", around(to)...)
	}
	r := judged(t, old, new, compare.Options{})
	var names []string
	for _, row := range r.Rows {
		names = append(names, row.Name)
	}
	require.Equal(t, []string{"Worst", "Worse", "Maybe", "Better", "Same"}, names)
}

// TestNoiseFloor: twice what the same program has shown is the minimum effect.
func TestNoiseFloor(t *testing.T) {
	old, new := lines("A", "ns/op", around(100)...), lines("A", "ns/op", around(110)...)
	for floor, want := range map[float64]compare.Verdict{0: compare.Regression, 0.04: compare.Regression, 0.06: compare.Fine} {
		r := judged(t, old, new, compare.Options{Floor: map[string]float64{"A ns/op": floor, "B ns/op": 9}})
		require.Equal(t, want, r.Verdict(), "%v", floor)
		require.Equal(t, max(0.05, 2*floor), r.Rows[0].MinEffect)
		require.Equal(t, "A ns/op", r.Rows[0].Key())
		require.Empty(t, r.Notes)
	}
	r := judged(t, old, new, compare.Options{Floor: map[string]float64{"B ns/op": 9}})
	require.Equal(t, []string{"noise floors are known of 0 of the 1 rows that are judged by statistics"}, r.Notes)
}

func TestMinimumEffect(t *testing.T) {
	old, new := lines("A", "ns/op", around(100)...), lines("A", "ns/op", around(110)...)
	require.Equal(t, compare.Fine, judged(t, old, new, compare.Options{MinEffect: 0.15}).Verdict())
	require.Equal(t, compare.Inconclusive, judged(t, old, new, compare.Options{MinEffect: 0.102}).Verdict())
}

// TestHitRatios: few hits less are many misses more.
func TestHitRatios(t *testing.T) {
	of := func(ratio string) *results.Set {
		return set(t, "Unit hit-% better=higher\n"+strings.Repeat("BenchmarkA 1 "+ratio+" hit-%\n", 10))
	}
	for ratio, want := range map[string]compare.Verdict{"96": compare.Regression, "99.4": compare.Regression, "99.6": compare.Fine, "100": compare.Fine} {
		r, err := compare.Compare(of("100"), of(ratio), compare.Options{})
		require.NoError(t, err)
		require.Equal(t, want, r.Verdict(), ratio)
	}
}

// TestHolmCountsWhatIsTested: one row among so many needs more samples, but rows that
// never vary are none of them.
func TestHolmCountsWhatIsTested(t *testing.T) {
	old, new := lines("A", "ns/op", around(100)[:5]...), lines("A", "ns/op", around(150)[:5]...)
	require.Equal(t, compare.Regression, judged(t, old, new, compare.Options{}).Verdict())
	var constant, varies string
	for i := range 9 {
		constant += lines(fmt.Sprintf("B%d", i), "ns/op", 7, 7, 7, 7, 7)
		varies += lines(fmt.Sprintf("B%d", i), "ns/op", around(100)[:5]...)
	}
	require.Equal(t, compare.Regression, judged(t, old+constant, new+constant, compare.Options{}).Verdict())
	r := judged(t, old+varies, new+varies, compare.Options{})
	require.Equal(t, compare.Inconclusive, r.Verdict())
	require.Contains(t, r.Rows[0].Why, "not surely enough for one of so many rows")
	require.Equal(t, 7, r.Needed)
}
