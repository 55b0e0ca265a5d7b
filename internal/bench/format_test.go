package bench_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

// written is what a Writer makes of a run.
func written(t *testing.T, p bench.Plan) string {
	t.Helper()
	var b bytes.Buffer
	w := bench.NewWriter(&b)
	r, err := run(t, p)
	require.NoError(t, err)
	for i := range r.works {
		require.NoError(t, w.Work(&r.works[i]))
	}
	for _, m := range r.missing {
		require.NoError(t, w.Skip(m.Cell, m.Reason))
	}
	for _, row := range r.rows {
		require.NoError(t, w.Row(row))
	}
	return b.String()
}

// parsed reads benchmark output back, and fails on what is wrong with it.
func parsed(t *testing.T, text string) (results []*benchfmt.Result, units benchfmt.UnitMetadataMap) {
	t.Helper()
	in := benchfmt.NewReader(strings.NewReader(text), "out")
	for in.Scan() {
		switch rec := in.Result().(type) {
		case *benchfmt.Result:
			results = append(results, rec.Clone())
		case *benchfmt.SyntaxError:
			require.NoError(t, rec)
		}
	}
	require.NoError(t, in.Err())
	return results, in.Units()
}

func TestOutputIsTheGoBenchmarkFormat(t *testing.T) {
	a, _ := backend("a", nil)
	readOnly, _ := backend("map", nil)
	readOnly.ReadOnly = true
	p := plan(synthetic(t, spec(t, 95)), a, readOnly)
	p.Samples = 2
	text := written(t, p)
	results, units := parsed(t, text)
	require.Len(t, results, 2)
	for _, r := range results {
		require.Subset(t, []string{"goos", "goarch", "cpu"}, keys(r), "nothing that differs from run to run")
		require.Subset(t, keys(r), []string{"goos", "goarch"}) // cpu where it is known
		require.Equal(t, 10_000, r.Iters)
		require.Regexp(t, `^Cache/wl=small/backend=a/cap=0/goroutines=1-\d+$`, r.Name.String())
		hit, ok := r.Value("hit-%")
		require.True(t, ok)
		require.EqualValues(t, 100, hit)
		write, _ := r.Value("write-%")
		require.InDelta(t, 5, write, 1)
		for _, unit := range []string{"sec/op", "ops/s", "B/op", "allocs/op"} {
			_, ok := r.Value(unit)
			require.True(t, ok, unit)
		}
	}
	for _, u := range bench.Speed.Units() {
		want := map[string]int{"higher": 1, "lower": -1}[u.Better]
		require.Equal(t, want, units.GetBetter(u.Name), u.Name)
	}
	require.Contains(t, text, "# wl=small ops=10000 keys=50 ")
	require.Contains(t, text, "# cannot: Cache/wl=small/backend=map/cap=0/goroutines=1: it is measured only where nothing is written\n")
}

func keys(r *benchfmt.Result) (names []string) {
	for _, c := range r.Config {
		if c.File {
			names = append(names, c.Key)
		}
	}
	return names
}

func TestNoHitRatioWithoutGets(t *testing.T) {
	a, _ := backend("a", nil)
	results, _ := parsed(t, written(t, plan(synthetic(t, spec(t, 0)), a)))
	_, ok := results[0].Value("hit-%")
	require.False(t, ok)
}

func TestNames(t *testing.T) {
	a, _ := backend("a", nil)
	inShards := a
	inShards.Name, inShards.Sharded = "s", true
	for _, c := range []struct {
		name   string
		change func(*bench.Plan)
		want   []string
	}{
		{"Plain", func(*bench.Plan) {}, []string{
			"Cache/wl=small/backend=a/cap=0/goroutines=1-",
			"Cache/wl=small/backend=s/cap=0/goroutines=1-",
		}},
		{"OneSweeper", func(p *bench.Plan) { p.Sweepers = []larder.Sweeper{larder.SweepNone} }, []string{
			"Cache/wl=small/backend=a/cap=0/goroutines=1-",
			"Cache/wl=small/backend=s/cap=0/goroutines=1-",
		}},
		{"Sweepers", func(p *bench.Plan) {
			p.Sweepers = []larder.Sweeper{larder.SweepNone, larder.SweepFull}
			p.Backends = p.Backends[:1]
		}, []string{
			"Cache/wl=small/backend=a/cap=0/sweeper=none/goroutines=1-",
			"Cache/wl=small/backend=a/cap=0/sweeper=full/goroutines=1-",
		}},
		{"Shards", func(p *bench.Plan) { p.Shards = []int{1, 256} }, []string{
			"Cache/wl=small/backend=a/cap=0/goroutines=1-",
			"Cache/wl=small/backend=s/shards=1/cap=0/goroutines=1-",
			"Cache/wl=small/backend=s/shards=256/cap=0/goroutines=1-",
		}},
		{"StatsOff", func(p *bench.Plan) {
			p.NoStats = true
			p.Backends = p.Backends[:1]
			p.Goroutines = []int{2, 7}
		}, []string{
			"Cache/wl=small/backend=a/cap=0/stats=off/goroutines=2-",
			"Cache/wl=small/backend=a/cap=0/stats=off/goroutines=7-",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := plan(synthetic(t, spec(t, 100)), a, inShards)
			c.change(&p)
			r, err := run(t, p)
			require.NoError(t, err)
			var names []string
			for _, row := range r.rows {
				names = append(names, strings.TrimRight(row.Name(), "0123456789"))
			}
			require.Equal(t, c.want, names)
		})
	}
}

func TestLabels(t *testing.T) {
	b := bench.Backend{Name: "ints", NewInt: bench.Larder()[0].NewInt}
	work := func() (bench.Work, error) {
		w, err := bench.Synthesize(spec(t, 100), 1, 100)
		w.Labels = []string{"keys=50"}
		return w, err
	}
	p := plan(work, b)
	p.IntKeys = true
	r, err := run(t, p)
	require.NoError(t, err)
	require.Contains(t, r.rows[0].Name(), "/cap=0/keys=50/key=int/goroutines=1-")
}

func TestTraceNames(t *testing.T) {
	for path, want := range map[string]string{
		"/some/where/web07.trace.xz": "web07",
		"OLTP.lis":                   "OLTP",
		"plain":                      "plain",
		".hidden.gz":                 "hidden",
		"two words/a=b c.bin":        "a_b_c",
		"größe.csv":                  "gr__e",
		"...":                        "trace",
	} {
		require.Equal(t, want, bench.TraceName(path), path)
	}
}

func TestTimesAreThoseOfAllGoroutinesTogether(t *testing.T) {
	r := bench.Row{Outcome: bench.Outcome{
		Tally:   bench.Tally{Gets: 700, Hits: 350, Sets: 200, Deletes: 100, Fills: 350},
		Elapsed: time.Microsecond,
	}}
	require.EqualValues(t, 1000, r.Ops(), "fills are part of the Gets")
	require.EqualValues(t, 1, r.NsPerOp())
	require.EqualValues(t, 1e9, r.OpsPerSecond())
	require.Equal(t, workload.Mix{Get: 0.7, Set: 0.2, Delete: 0.1}, r.Mix())
	ratio, ok := r.HitRatio()
	require.True(t, ok)
	require.EqualValues(t, 0.5, ratio)
}

func TestWriterReturnsTheErrorOfItsTarget(t *testing.T) {
	full := errors.New("disk full")
	w := bench.NewWriter(failing{full})
	require.ErrorIs(t, w.Work(&bench.Work{}), full)
	require.ErrorIs(t, w.Skip(bench.Cell{}, "x"), full)
	require.ErrorIs(t, w.Note(bench.Cell{}, "x"), full)
	require.ErrorIs(t, w.Row(bench.Row{Outcome: bench.Outcome{Tally: bench.Tally{Sets: 1}, Elapsed: 1}}), full)
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, fmt.Errorf("writing: %w", f.err) }
