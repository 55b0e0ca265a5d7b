package bench_test

import (
	"context"
	"errors"
	"iter"
	"maps"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchunit"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

// snapshotting is a fake whose snapshots are as take makes them.
type snapshotting struct {
	*fake
	take func(f *fake) larder.Snapshot[string, []byte]
}

func (s snapshotting) Snapshot() larder.Snapshot[string, []byte] { return s.take(s.fake) }

// frozen is a snapshot of a map that nobody changes any more.
type frozen map[string][]byte

func (f frozen) Get(key string) ([]byte, bool)  { v, ok := f[key]; return v, ok }
func (f frozen) Len() int                       { return len(f) }
func (f frozen) All() iter.Seq2[string, []byte] { return maps.All(f) }

func freeze(f *fake) larder.Snapshot[string, []byte] {
	f.mu.Lock()
	defer f.mu.Unlock()
	return frozen(maps.Clone(f.m))
}

func snapshotBackend(take func(*fake) larder.Snapshot[string, []byte], breakIt func(*fake)) bench.Backend {
	b, _ := backend("snapshotting", func(f *fake) {
		f.set = func(f *fake, key string, value []byte, _ time.Duration) error {
			f.calls = nil // what the fake remembers is not the cache's
			f.m[key] = value
			return nil
		}
		if breakIt != nil {
			breakIt(f)
		}
	})
	open := b.NewString
	b.NewString = func(s bench.Setup) (bench.Cache[string], error) {
		c, err := open(s)
		return snapshotting{c.(*fake), take}, err
	}
	return b
}

// snapshotPlan has 50 Sets due in 10 ms, and a snapshot in each millisecond.
func snapshotPlan(t *testing.T, b ...bench.Backend) bench.Plan {
	t.Helper()
	p := plan(entries(t, 16), b...)
	p.Subject, p.Rate, p.Every, p.Duration = bench.Snapshots, 5000, time.Millisecond, 10*time.Millisecond
	return p
}

func TestSnapshots(t *testing.T) {
	r, err := run(t, snapshotPlan(t, snapshotBackend(freeze, nil)))
	require.NoError(t, err)
	require.Len(t, r.rows, 2)
	for _, row := range r.rows {
		s := row.Stalls
		require.Equal(t, 50, s.Due)
		require.Positive(t, row.Sets)
		require.LessOrEqual(t, row.Sets, uint64(50))
		require.Equal(t, 10*time.Millisecond, row.Elapsed)
		require.GreaterOrEqual(t, s.Latency.Max, s.Set.Max, "a Set does not begin before it is due")
		for _, q := range []bench.Quantiles{s.Latency, s.Set, s.Get, s.Idle} {
			require.Positive(t, q.P50)
			require.LessOrEqual(t, q.P50, q.P99)
			require.LessOrEqual(t, q.P99, q.P999)
			require.LessOrEqual(t, q.P999, q.Max)
		}
	}
	off, on := r.rows[0], r.rows[1]
	require.Zero(t, off.Stalls.Taken)
	require.Zero(t, off.Stalls.Snapshot)
	require.Positive(t, on.Stalls.Taken)
	require.LessOrEqual(t, on.Stalls.Taken, 10+1, "one in a millisecond")
	require.Positive(t, on.Stalls.Snapshot.P50)
	require.Regexp(t, `^Snapshot/backend=snapshotting/cap=0/snapshots=off-\d+$`, off.Name())
	require.Regexp(t, `^Snapshot/backend=snapshotting/cap=0/snapshots=1ms-\d+$`, on.Name())
}

func TestSnapshotsAreWritten(t *testing.T) {
	results, units := parsed(t, written(t, snapshotPlan(t, snapshotBackend(freeze, nil))))
	require.Len(t, results, 2)
	all := bench.Snapshots.Units()
	for i, want := range []int{len(all) - 2, len(all)} {
		require.Len(t, results[i].Values, want, "without snapshots there is no time of taking one")
		require.Positive(t, results[i].Iters)
	}
	for _, u := range all {
		_, read := benchunit.Tidy(0, u.Name) // in seconds, as benchstat shows it
		_, ok := results[1].Value(read)
		require.True(t, ok, read)
		require.Equal(t, map[string]int{"lower": -1, "": 0}[u.Better], units.GetBetter(read), read)
	}
	taken, _ := results[0].Value("snapshots/s")
	require.Zero(t, taken)
}

func TestSummariesOfSnapshots(t *testing.T) {
	row := func(every, longest time.Duration, sample int) bench.Row {
		c := cell("b")
		c.Subject, c.Every = bench.Snapshots, every
		r := bench.Row{Cell: c, Sample: sample}
		r.Elapsed, r.Sets = time.Second, 10
		r.Stalls = bench.Stalls{Due: 20, Taken: 5, Set: bench.Quantiles{P999: longest}}
		return r
	}
	groups := bench.Summarize([]bench.Row{row(time.Second, 90, 0), row(0, 30, 0), row(time.Second, 70, 1), row(0, 10, 1)})
	require.Len(t, groups, 1)
	best, other := groups[0].Summaries[0], groups[0].Summaries[1]
	require.Equal(t, "b snapshots=off", best.Label())
	require.Equal(t, "b snapshots=1s", other.Label())
	require.InDelta(t, 20, best.ByUnit["set-p99.9-ns"], 1e-9)
	require.InDelta(t, 80, other.ByUnit["set-p99.9-ns"], 1e-9)
	require.InDelta(t, 50, other.ByUnit["begun-%"], 1e-9)
	require.InDelta(t, 5, other.ByUnit["snapshots/s"], 1e-9)
	require.Empty(t, groups[0].Verdict())
}

func TestBackendsWithoutSnapshots(t *testing.T) {
	without, _ := backend("without", nil)
	with := snapshotBackend(freeze, nil)
	require.False(t, without.Snapshots())
	require.True(t, with.Snapshots())
	r, err := run(t, snapshotPlan(t, without, with))
	require.NoError(t, err)
	require.Len(t, r.rows, 2)
	require.Contains(t, r.skipped, "without: it has no Snapshot")

	_, err = run(t, snapshotPlan(t, without))
	require.ErrorIs(t, err, bench.ErrInvalid)
	require.ErrorContains(t, err, "nothing was measured: without: it has no Snapshot")
}

// TestLarderSnapshots: which of larder's backends have it.
func TestLarderSnapshots(t *testing.T) {
	var names []string
	for _, b := range bench.Larder() {
		if b.Snapshots() {
			names = append(names, b.Name)
		}
	}
	require.Equal(t, []string{"cow", "cow-map"}, names)
}

// TestBrokenSnapshots: what is wrong beside the writer ends the measurement.
func TestBrokenSnapshots(t *testing.T) {
	for want, b := range map[string]bench.Backend{
		"a snapshot has 0 entries, and the cache 16": snapshotBackend(func(*fake) larder.Snapshot[string, []byte] { return frozen{} }, nil),
		"failed: full": snapshotBackend(freeze, func(f *fake) {
			sets := 0
			f.set = func(f *fake, key string, value []byte, _ time.Duration) error {
				if sets++; sets > 16 {
					return errors.New("full")
				}
				f.m[key] = value
				return nil
			}
		}),
		"wrong value: Get(key:": snapshotBackend(freeze, func(f *fake) {
			gets := 0
			f.get = func(f *fake, key string) ([]byte, bool) {
				if gets++; gets > 16 {
					return make([]byte, 64), true
				}
				return f.m[key], true
			}
		}),
		"finds nothing, and nobody has deleted the key": snapshotBackend(freeze, func(f *fake) {
			gets := 0
			f.get = func(f *fake, key string) ([]byte, bool) {
				gets++
				return f.m[key], gets <= 16
			}
		}),
	} {
		r, err := run(t, snapshotPlan(t, b))
		require.ErrorIs(t, err, bench.ErrInvalid, want)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "backend snapshotting on memory: ")
		for _, row := range r.rows {
			require.Zero(t, row.Every, "%s: with snapshots it cannot be measured", want)
		}
	}
}

func TestCancelEndsSnapshots(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := snapshotPlan(t, snapshotBackend(func(f *fake) larder.Snapshot[string, []byte] {
		cancel()
		return freeze(f)
	}, nil))
	p.Every = time.Nanosecond
	r := new(recorder)
	require.ErrorIs(t, p.Run(ctx, r), context.Canceled)
	for _, row := range r.rows {
		require.Zero(t, row.Every)
	}
}
