package report

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/results"
)

// rowsOf returns rows with these names.
func rowsOf(t *testing.T, names ...string) *source {
	t.Helper()
	var text strings.Builder
	for _, name := range names {
		text.WriteString("Benchmark" + name + " 1 10 ns/op\n")
	}
	set := new(results.Set)
	_, err := set.Add(strings.NewReader(text.String()), "x.txt")
	require.NoError(t, err)
	return newSource(set, "file-1")
}

// told writes an arrangement in short.
func told(a arrangement) []string {
	var lines []string
	for _, g := range a.groups {
		var names []string
		for _, s := range g.series {
			names = append(names, s.label)
		}
		lines = append(lines, g.label+": "+strings.Join(names, ", "))
	}
	return append(lines, "common: "+a.common)
}

func TestArrange(t *testing.T) {
	for _, c := range []struct {
		name  string
		names []string
		want  []string
	}{
		{
			"what varies tells groups apart, what does not is said once",
			[]string{"C/wl=a/backend=cow/cap=0-2", "C/wl=a/backend=otter/cap=0-2", "C/wl=b/backend=cow/cap=0-2"},
			[]string{"a: cow, otter", "b: cow", "common: cap=0, GOMAXPROCS=2"},
		},
		{
			"variants of one backend", []string{"C/backend=rwmutex", "C/backend=sharded/shards=1", "C/backend=sharded/shards=256"},
			[]string{": rwmutex, sharded shards=1, sharded shards=256", "common: "},
		},
		{
			"a variant that is always the same", []string{"C/backend=rwmutex", "C/backend=sharded/shards=256"},
			[]string{": rwmutex, sharded", "common: shards=256"},
		},
		{
			"one backend in several ways", []string{"C/backend=cow/sweeper=heap/keys=1000", "C/backend=cow/sweeper=wheel/keys=1000"},
			[]string{": sweeper=heap, sweeper=wheel", "common: cow, keys=1,000"},
		},
		{
			"one backend with and without", []string{"C/backend=cow", "C/backend=cow/policy=lru"},
			[]string{": cow, cow policy=lru", "common: "},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, told(arrange(rowsOf(t, c.names...).rows, plan{series: contenders})))
		})
	}
}

func TestMissingRowsFindTheirGroup(t *testing.T) {
	s := rowsOf(t, "C/wl=a/backend=cow/cap=10/goroutines=2-2", "C/wl=b/backend=cow/cap=10/goroutines=2-2")
	s.Cannot = []results.Cannot{
		{Name: "C/wl=a/backend=xsync4/cap=10", Reason: "no capacity"},
		{Name: "C/wl=b/backend=lru/cap=10/goroutines=2-2", Reason: "no goroutines"},
		{Name: "D/wl=b/backend=other/cap=10", Reason: "of something else"},
		{Name: "C/wl=c/backend=other/cap=10", Reason: "of another workload"},
	}
	a := arrange(s.rows, plan{series: contenders})
	require.Equal(t, []missing{{"xsync4", "no capacity"}}, s.missing(a.groups[0]))
	require.Equal(t, []missing{{"lru", "no goroutines"}}, s.missing(a.groups[1]))
}

func TestLooks(t *testing.T) {
	l := newLooks()
	cow := l.of(&series{label: "cow", name: "cow"})
	require.Equal(t, flagship, cow.Colour)
	seen := map[look]string{}
	names := []string{"cow", "policy=adaptive"}
	for _, row := range known {
		names = append(names, row...)
	}
	for _, name := range names {
		look := l.of(&series{label: name, name: name})
		require.Equal(t, look, l.of(&series{label: name, name: name}), "always the same")
		require.Empty(t, seen[look], "%s looks like it", name)
		seen[look] = name
		require.True(t, name == "cow" || name == "policy=adaptive" || look.Colour != flagship, name)
	}
	one := l.of(&series{label: "sharded shards=1", name: "sharded"})
	many := l.of(&series{label: "sharded shards=256", name: "sharded"})
	require.Equal(t, one.Colour, many.Colour)
	require.NotEqual(t, one.Dash, many.Dash)
}

func TestQuantiles(t *testing.T) {
	require.Equal(t, 2.0, quantile{p: 50}.place())
	require.InDelta(t, 1000, quantile{p: 99.9}.place(), 0.01)
	require.Equal(t, lastPlace, quantile{p: 100}.place())
	require.Equal(t, "99.95 %", quantile{p: 99.95}.name())
}

// TestIdealLine rises with processors, and with goroutines up to those.
func TestIdealLine(t *testing.T) {
	lines := []line{{points: []point{{1, "1", []float64{10}}, {4, "4", []float64{30}}}}, {points: []point{{1, "1", []float64{5}}}}}
	last := func(l line) point { return l.points[len(l.points)-1] }
	g := arrange(rowsOf(t, "C/backend=cow/goroutines=1-2").rows, plan{series: contenders}).groups[0]
	require.Equal(t, []float64{40}, last(ideal(lines, dimension{key: procs}, g, math.Inf(1))).samp)
	require.Equal(t, []float64{20}, last(ideal(lines, dimension{key: "goroutines"}, g, math.Inf(1))).samp, "of two processors")
	require.Equal(t, []float64{30}, last(ideal(lines, dimension{key: procs}, g, 3)).samp, "of three cores")
	require.Equal(t, []float64{10}, last(ideal(lines, dimension{key: "goroutines"}, g, 1)).samp, "of one core")
}
