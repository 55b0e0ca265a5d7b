package bench_test

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"

	"github.com/larder-go/larder/internal/bench"
)

// rows remembers them.
type rows []bench.StampedeRow

func (*rows) Begin(bench.StampedeCell)          {}
func (r *rows) Row(row bench.StampedeRow) error { *r = append(*r, row); return nil }

// protection returns one by its name.
func protection(t *testing.T, name string) bench.Protection {
	t.Helper()
	all := bench.Protections()
	i := slices.IndexFunc(all, func(p bench.Protection) bool { return p.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return all[i]
}

// small returns a stampede of 100 goroutines, each of which asks once while a load
// is in progress. In a bubble a sample takes no time, and each is the same.
func small(protections ...bench.Protection) bench.Stampede {
	return bench.Stampede{
		Protections: protections, Goroutines: []int{100}, Latencies: []time.Duration{50 * time.Millisecond}, Errors: []float64{0},
		Samples: 1, TTL: 500 * time.Millisecond, Every: 20 * time.Millisecond, Duration: 5 * time.Second, Seed: 1,
	}
}

// measured measures in a bubble.
func measured(t *testing.T, s bench.Stampede) (all rows, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { err = s.Run(t.Context(), &all) })
	return all, err
}

// one is measured of one row.
func one(t *testing.T, s bench.Stampede) bench.StampedeRow {
	t.Helper()
	all, err := measured(t, s)
	require.NoError(t, err)
	require.Len(t, all, 1)
	return all[0]
}

func TestStampede(t *testing.T) {
	const (
		latency = 50 * time.Millisecond
		soft    = latency / 5
		ttl     = 500 * time.Millisecond
	)
	for _, c := range []struct {
		name     string
		expiries int // in five seconds
		loads    int // for each
		cold     int
		atOnce   int
		most     time.Duration // that a caller waits
		stale    bool
		oldest   [2]time.Duration // from, to
	}{
		// The value lives from the last of a hundred Sets on, 20 ms after the first.
		{"none", 8, 100, 100, 100, latency, false, [2]time.Duration{ttl - 20*time.Millisecond, ttl}},
		{"singleflight", 9, 1, 1, 1, latency, false, [2]time.Duration{ttl - time.Millisecond, ttl}},
		{"loader", 9, 1, 1, 1, latency, false, [2]time.Duration{ttl - time.Millisecond, ttl}},
		// A load begins after 400 ms and ends after 450.
		{"early", 11, 1, 1, 1, 0, false, [2]time.Duration{449 * time.Millisecond, 451 * time.Millisecond}},
		{"swr", 9, 1, 1, 1, 0, true, [2]time.Duration{ttl + latency - time.Millisecond, ttl + latency + time.Millisecond}},
		// Who asks later than soft before the load ends is given the new value.
		{"sie", 9, 1, 1, 1, soft, true, [2]time.Duration{ttl + latency - soft - time.Millisecond, ttl + latency - soft}},
		{"never", 0, 0, 100, 0, 0, false, [2]time.Duration{4900 * time.Millisecond, 5 * time.Second}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := one(t, small(protection(t, c.name)))
			require.Equal(t, c.expiries*c.loads, r.Loads)
			require.Equal(t, r.Loads, r.AllLoads)
			require.Equal(t, c.cold, r.ColdLoads)
			require.Equal(t, latency, r.ColdWait)
			require.Equal(t, c.atOnce, r.Peak)
			require.Equal(t, c.most, r.Wait.Max)
			require.Zero(t, r.Wait.P50)
			require.Equal(t, c.stale, r.Stale > 0, r.Stale)
			require.Zero(t, r.Failed)
			require.GreaterOrEqual(t, r.Oldest, c.oldest[0])
			require.LessOrEqual(t, r.Oldest, c.oldest[1])
			require.Equal(t, 100*250, r.Due)
			require.Equal(t, r.Due, r.Begun)
		})
	}
}

// TestStampedeOfXFetch: it loads before the value expires, and nobody waits.
func TestStampedeOfXFetch(t *testing.T) {
	r := one(t, small(protection(t, "xfetch")))
	require.Greater(t, r.LoadsByTTL(), 1.0)
	require.Equal(t, 1, r.Peak)
	require.Zero(t, r.Stale)
}

// TestStampedeWithErrors: who may serve an old value hides that the origin is down.
func TestStampedeWithErrors(t *testing.T) {
	down := func(name string, share float64) bench.StampedeRow {
		s := small(protection(t, name))
		s.Errors, s.Window = []float64{share}, 4500*time.Millisecond
		return one(t, s)
	}
	for _, name := range []string{"none", "singleflight", "loader"} {
		require.NotZero(t, down(name, 0.5).Failed, name)
		r := down(name, 1)
		require.Equal(t, 500*time.Millisecond, (r.Oldest + time.Millisecond).Truncate(time.Millisecond), name)
		require.Greater(t, r.Values()["errors-%"], 50.0, name)
		require.Zero(t, r.Stale, name)
	}
	for _, name := range []string{"swr", "sie"} {
		r := down(name, 1)
		require.Zero(t, r.Failed, name)
		require.Greater(t, r.Values()["stale-%"], 89.0, name)
		require.Greater(t, r.Loads, 9, name)
		require.LessOrEqual(t, r.Wait.P99, 10*time.Millisecond, name)
	}
}

// TestStampedeOfAnOriginThatFailsOften: a caller whose old value comes to the end of
// its window while it waits may get an error, and that is a figure.
func TestStampedeOfAnOriginThatFailsOften(t *testing.T) {
	s := small(protection(t, "sie"))
	s.Errors, s.Spread, s.Duration = []float64{0.6}, 0.5, 20*time.Second
	r := one(t, s)
	require.Positive(t, r.Values()["stale-%"])
	require.Less(t, r.Values()["errors-%"], 5.0)
}

// TestStampedeIsSeeded: the same loads fail each time, others with another seed.
func TestStampedeIsSeeded(t *testing.T) {
	s := small(protection(t, "singleflight"))
	s.Errors, s.Spread = []float64{0.3}, 0.5
	first, second := one(t, s), one(t, s)
	require.Equal(t, first.StampedeOutcome, second.StampedeOutcome)
	s.Seed++
	require.NotEqual(t, first.Wait, one(t, s).Wait)
}

// TestStampedeCallsThatAreNotBegun: what is due while a call takes long counts as
// having waited.
func TestStampedeCallsThatAreNotBegun(t *testing.T) {
	slow := bench.NewProtection("slow", false, func(load func(context.Context, int) (bench.Goods, error)) func(context.Context, int) (bench.Goods, error) {
		return load
	})
	s := small(slow)
	s.Goroutines, s.Duration = []int{1}, 100*time.Millisecond
	r := one(t, s)
	require.Equal(t, 5, r.Due)
	require.Equal(t, 2, r.Begun)
	require.Equal(t, 80*time.Millisecond, r.Wait.Max, "due after 20 ms, from 50 to 100")
	require.InDelta(t, 40, r.Values()["begun-%"], 1e-9)
	require.InDelta(t, 20, r.Values()["ops/s"], 1e-9)
}

func TestStampedeOfOtherKeys(t *testing.T) {
	s := small(protection(t, "loader"))
	s.Keys = 7
	r := one(t, s)
	require.Equal(t, 9, r.Loads)
	require.InDelta(t, 8*9, r.AllLoads, 9)
}

// TestInvalidStampedes: what a cache does that breaks its promise has no figures.
func TestInvalidStampedes(t *testing.T) {
	type load = func(context.Context, int) (bench.Goods, error)
	for want, p := range map[string]bench.Protection{
		"a value was served 500.2ms after its load, and 500ms are allowed": bench.NewProtection("undead", false, func(l load) load {
			var first atomic.Value
			return func(ctx context.Context, key int) (bench.Goods, error) {
				if g := first.Load(); g != nil {
					return g.(bench.Goods), nil
				}
				g, err := l(ctx, key)
				first.CompareAndSwap(nil, g)
				return g, err
			}
		}),
		"loads of one key at once": bench.NewProtection("crowd", true, func(l load) load { return l }),
		"wrong value of key 0": bench.NewProtection("mixed", false, func(l load) load {
			return func(ctx context.Context, key int) (bench.Goods, error) {
				g, err := l(ctx, key)
				if err != nil {
					return nil, err
				}
				return bench.Of(key+1, g), nil
			}
		}),
		"wrong value of key 0: <nil>": bench.NewProtection("empty", false, func(load) load {
			return func(context.Context, int) (bench.Goods, error) { return nil, nil }
		}),
		"a call failed: full": bench.NewProtection("failing", false, func(load) load {
			return func(context.Context, int) (bench.Goods, error) { return nil, errors.New("full") }
		}),
	} {
		all, err := measured(t, small(p))
		require.ErrorIs(t, err, bench.ErrInvalid, want)
		require.ErrorContains(t, err, want)
		require.ErrorContains(t, err, "protection "+p.Name+": ")
		require.Empty(t, all)
	}
}

func TestCancelEndsAStampede(t *testing.T) {
	for _, p := range bench.Protections() {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(1234*time.Millisecond, cancel)
			s := small(p)
			s.Samples = 3
			var all rows
			require.ErrorIs(t, s.Run(ctx, &all), context.Canceled, p.Name)
			require.Empty(t, all)
		})
	}
}

// TestStampedeFormat: what is written is what benchstat reads.
func TestStampedeFormat(t *testing.T) {
	s := small(bench.Protections()...)
	s.Goroutines, s.Errors, s.Labels = []int{1, 10}, []float64{0, 0.25}, []string{"ttl=1s"}
	all, err := measured(t, s)
	require.NoError(t, err)
	require.Equal(t, s.Steps(), len(all))
	var out bytes.Buffer
	w := bench.NewWriter(&out)
	for _, r := range all {
		require.NoError(t, w.Stampede(r))
	}
	in := benchfmt.NewReader(&out, "")
	var results []*benchfmt.Result
	for in.Scan() {
		if r, ok := in.Result().(*benchfmt.Result); ok {
			results = append(results, r.Clone())
		}
	}
	require.NoError(t, in.Err())
	require.Len(t, results, len(all))
	require.True(t, strings.HasPrefix(results[9].Name.String(), "Stampede/protection=singleflight/latency=50ms/errors=0.25/ttl=1s/goroutines=1-"), results[9].Name)
	for i, u := range bench.StampedeUnits() {
		v := results[0].Values[i]
		require.Contains(t, []string{v.Unit, v.OrigUnit}, u.Name)
		require.Equal(t, map[string]int{"lower": -1, "higher": 1, "": 0}[u.Better], in.Units().GetBetter(v.Unit), u.Name)
	}
}
