package compare_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/compare"
	"github.com/larder-go/larder/internal/results"
)

func TestRowsOfOneSide(t *testing.T) {
	both := lines("A", "ns/op", around(100)...)
	one := lines("B", "ns/op", 1) + "BenchmarkA 1 5 B/op\n"
	r := judged(t, both+one, both, compare.Options{})
	require.Equal(t, []string{"A B/op", "B"}, r.Gone)
	require.Empty(t, r.Added)
	require.Equal(t, compare.Inconclusive, r.Verdict(), "a row that is no longer measured is never worse")
	require.Contains(t, r.Summary(), "2 rows gone from the new results")
	require.Equal(t, compare.Fine, judged(t, both+one, both, compare.Options{Missing: true}).Verdict())
	require.Equal(t, compare.Fine, judged(t, both+one, both, compare.Options{Filter: ".name:A .unit:ns/op"}).Verdict(), "what is filtered out is not gone")
	require.Equal(t, []string{"B"}, judged(t, both+one, both, compare.Options{Units: []string{"ns/op"}}).Gone)

	r = judged(t, both, both+one, compare.Options{})
	require.Empty(t, r.Gone)
	require.ElementsMatch(t, []string{"A B/op", "B"}, r.Added)
	require.Equal(t, compare.Fine, r.Verdict())
}

// TestUnits: throughput is not judged beside the time of an operation, and what has no
// direction is shown on demand.
func TestUnits(t *testing.T) {
	text := ""
	for _, v := range around(100) {
		text += "BenchmarkA 1 " + figure(v) + " ns/op " + figure(1e9/v) + " ops/s 5 write-%\n"
	}
	units := func(o compare.Options) (judgedUnits, shown []string) {
		for _, row := range judged(t, "Unit ops/s better=higher\n"+text, "Unit ops/s better=higher\n"+text, o).Rows {
			if row.Outcome == compare.Shown {
				shown = append(shown, row.Unit)
			} else {
				judgedUnits = append(judgedUnits, row.Unit)
			}
		}
		return judgedUnits, shown
	}
	is, shown := units(compare.Options{})
	require.Equal(t, []string{"ns/op"}, is)
	require.Empty(t, shown)
	is, shown = units(compare.Options{All: true})
	require.Equal(t, []string{"ns/op"}, is)
	require.Equal(t, []string{"ops/s", "write-%"}, shown)
	is, _ = units(compare.Options{Units: []string{"ops/s"}})
	require.Equal(t, []string{"ops/s"}, is)
	is, _ = units(compare.Options{Filter: ".unit:ops/s"})
	require.Equal(t, []string{"ops/s"}, is)
}

func TestFilter(t *testing.T) {
	text := lines("Cache/backend=cow/cap=0-2", "ns/op", around(100)...) + lines("Cache/backend=otter/cap=0-2", "ns/op", around(100)...)
	for filter, want := range map[string]int{
		"": 2, "*": 2, "/backend:cow": 1, "-/backend:cow": 1, "/gomaxprocs:2": 2, ".unit:ns/op": 2, ".unit:sec/op /cap:0": 2, "goos:linux": 2,
		".fullname:/otter/": 1,
	} {
		r := judged(t, "goos: linux\n"+text, "goos: linux\n"+text, compare.Options{Filter: filter})
		require.Len(t, r.Rows, want, filter)
	}
}

func TestWhatCannotBeCompared(t *testing.T) {
	a := lines("A", "ns/op", around(100)...)
	for name, c := range map[string]struct {
		old, new string
		o        compare.Options
		err      error
		says     string
	}{
		"nothing in common":   {a, lines("B", "ns/op", 1), compare.Options{}, compare.ErrNothing, "the old one has A, the new one B"},
		"no unit in common":   {a, lines("A", "p99-ns", 1), compare.Options{}, compare.ErrNothing, "no unit that is on both sides"},
		"no direction":        {lines("A", "keys", 1), lines("A", "keys", 1), compare.Options{}, compare.ErrNothing, "says what is better: keys"},
		"filter keeps none":   {a, a, compare.Options{Filter: "/backend:cow"}, compare.ErrNothing, "the filter /backend:cow keeps no row"},
		"filter has an error": {a, a, compare.Options{Filter: "(("}, compare.ErrOptions, `the filter "(("`},
		"unknown unit":        {a, a, compare.Options{Units: []string{"ns/po"}}, compare.ErrOptions, `no row that is kept has the unit "ns/po"; there are ns/op`},
		"unit of nothing":     {lines("A", "keys", 1), lines("A", "keys", 1), compare.Options{Units: []string{"keys"}}, compare.ErrOptions, "whether more keys is better"},
		"exact unit":          {a, a, compare.Options{Exact: []string{"ns/po"}}, compare.ErrOptions, `no row that is kept has the unit "ns/po"; there are ns/op`},
		"alpha":               {a, a, compare.Options{Alpha: 1}, compare.ErrOptions, "alpha of 1"},
		"minimum effect":      {a, a, compare.Options{MinEffect: -1}, compare.ErrOptions, "minimum effect of -1"},
		"noise floor":         {a, a, compare.Options{Floor: map[string]float64{"A ns/op": -1}}, compare.ErrOptions, "noise floor of -1 for A ns/op"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := compare.Compare(set(t, c.old), set(t, c.new), c.o)
			require.ErrorIs(t, err, c.err)
			require.ErrorContains(t, err, c.says)
		})
	}
	_, err := compare.Compare(new(results.Set), new(results.Set), compare.Options{})
	require.ErrorIs(t, err, compare.ErrNothing, "empty sets")
}

// TestExactRowsAreThoseOfTheirFile: what a file says of its figures is not true of the
// figures of another one that is read beside it.
func TestExactRowsAreThoseOfTheirFile(t *testing.T) {
	side := func(ratio float64) *results.Set {
		s := set(t, "Unit hit-% better=higher assume=exact\n"+lines("Replay", "hit-%", 40))
		_, err := s.Add(strings.NewReader("Unit hit-% better=higher\n"+lines("Cache", "hit-%", ratio)), "run.txt")
		require.NoError(t, err)
		return s
	}
	r, err := compare.Compare(side(71.25), side(71.22), compare.Options{})
	require.NoError(t, err)
	require.Equal(t, compare.Inconclusive, r.Verdict(), r.Summary())
	require.Equal(t, 1, r.Count(compare.Same), "the replay")
	r, err = compare.Compare(side(71.25), side(71.22), compare.Options{Exact: []string{"hit-%"}})
	require.NoError(t, err)
	require.Equal(t, compare.Regression, r.Verdict(), "asked for")
}

// TestSidesDisagree: a new file cannot turn round what is worse.
func TestSidesDisagree(t *testing.T) {
	for old, new := range map[string]string{"": "Unit ns/op better=higher\n", "Unit ns/op better=higher\n": ""} {
		_, err := compare.Compare(set(t, old+lines("A", "ns/op", around(100)...)), set(t, new+lines("A", "ns/op", around(200)...)), compare.Options{})
		require.ErrorIs(t, err, compare.ErrOptions)
		require.ErrorContains(t, err, "more ns/op is better")
	}
}
