package larderprom_test

import (
	"math"
	"strconv"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	larderprom "github.com/larder-go/larder/contrib/prometheus"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/sharded"
)

type cache = larder.Cache[string, int]

func newCow(t *testing.T, o larder.Options[string, int]) cache {
	t.Helper()
	c, err := cow.New(o)
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

func newSharded(t *testing.T, o larder.Options[string, int]) cache {
	t.Helper()
	c, err := sharded.New(rwmutex.New[string, int], sharded.Options[string, int]{Options: o, Shards: 4})
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

func collector[S larderprom.Stats](t *testing.T, name string, c larderprom.Source[S]) *larderprom.Collector {
	t.Helper()
	made, err := larderprom.New(name, c)
	require.NoError(t, err)
	return made
}

// work is of every kind, on a cache of 100 entries whose time stands still.
func work(t *testing.T, c cache, clock *fakeclock.Clock) {
	t.Helper()
	for i := range 200 {
		require.NoError(t, c.Set(strconv.Itoa(i), i, time.Minute))
	}
	for i := range 300 {
		c.Get(strconv.Itoa(i))
	}
	for i := range 200 {
		if c.Delete(strconv.Itoa(i)) {
			break
		}
	}
	clock.Advance(time.Hour)
	for i := range 7 {
		c.Get(strconv.Itoa(i + 100))
	}
}

func TestScrapeSaysWhatStatsSay(t *testing.T) {
	for name, mk := range map[string]func(*testing.T, larder.Options[string, int]) cache{"cow": newCow, "sharded": newSharded} {
		t.Run(name, func(t *testing.T) {
			clock := fakeclock.New(time.Unix(0, 0))
			c := mk(t, larder.Options[string, int]{
				Capacity: 100, Clock: clock, Sweeper: larder.SweepNone, Weigh: func(string, int) int64 { return 3 },
			})
			server := endpoint(t, collector(t, "things", c))
			for series, v := range scrape(t, server).numbers(false) {
				require.Zero(t, v, "%s, before anything has happened", series)
			}
			work(t, c, clock)
			shown, stats := scrape(t, server), c.Stats()
			require.NotZero(t, stats.Hits)
			require.NotZero(t, stats.Evictions+stats.Rejections)
			require.NotZero(t, stats.SweepLag)
			for metric, want := range map[string]float64{
				"hits_total": float64(stats.Hits), "misses_total": float64(stats.Misses), "expired_reads_total": float64(stats.ExpiredReads),
				"lazy_deletes_total": float64(stats.LazyDeletes), "sets_total": 200, "deletes_total": 1,
				"evictions_total": float64(stats.Evictions), "rejections_total": float64(stats.Rejections),
				"entries": float64(stats.Size), "weight": 3 * float64(stats.Size),
				"overdue_entries": float64(stats.Overdue), "sweep_lag_seconds": (59 * time.Minute).Seconds(),
			} {
				require.Equal(t, want, shown.value(t, "larder_"+metric, "things"), metric)
			}
			hits, misses := shown.value(t, "larder_hits_total", "things"), shown.value(t, "larder_misses_total", "things")
			require.Equal(t, stats.HitRatio(), hits/(hits+misses))

			require.NoError(t, c.Close())
			require.Equal(t, hits, scrape(t, server).value(t, "larder_hits_total", "things"), "after Close")
		})
	}
}

func TestLoadDurations(t *testing.T) {
	var s loader.Stats
	bounds := loader.HistogramBounds()
	for i := range s.LoadTime.Counts {
		s.LoadTime.Counts[i] = uint64(i + 1)
	}
	s.LoadTime.Sum = 1500 * time.Millisecond
	server := endpoint(t, collector(t, "users", newLoading(s)))
	h := scrape(t, server).of(t, "larder_load_duration_seconds", "users").Histogram
	require.Equal(t, s.LoadTime.Count(), h.GetSampleCount())
	require.Equal(t, 1.5, h.GetSampleSum())
	require.Len(t, h.Bucket, len(bounds)+1)
	upTo := uint64(0)
	for i, b := range h.Bucket {
		upTo += uint64(i + 1)
		require.Equal(t, upTo, b.GetCumulativeCount())
		if i < len(bounds) {
			require.Equal(t, bounds[i].Seconds(), b.GetUpperBound())
		} else {
			require.True(t, math.IsInf(b.GetUpperBound(), +1))
		}
	}
}

func TestSideBySide(t *testing.T) {
	first, second := newCow(t, larder.Options[string, int]{}), newSharded(t, larder.Options[string, int]{})
	third := newLoading(loader.Stats{Stats: larder.Stats{Sets: 3}, Loads: 4})
	server := endpoint(t, collector(t, "first", first), collector(t, "second", second), collector(t, "third", third))
	require.NoError(t, first.Set("a", 1, larder.NoExpiry))
	second.Get("a")
	shown := scrape(t, server)
	for cache, want := range map[string][2]float64{"first": {1, 0}, "second": {0, 1}, "third": {3, 0}} {
		require.Equal(t, want[0], shown.value(t, "larder_sets_total", cache), cache)
		require.Equal(t, want[1], shown.value(t, "larder_misses_total", cache), cache)
	}
	require.Len(t, shown["larder_loads_total"].Metric, 1, "a backend loads nothing")
	require.Equal(t, 4.0, shown.value(t, "larder_loads_total", "third"))
}

func TestOneNameOnce(t *testing.T) {
	c := newCow(t, larder.Options[string, int]{})
	registry := prometheus.NewRegistry()
	require.NoError(t, registry.Register(collector(t, "users", c)))
	var registered prometheus.AlreadyRegisteredError
	require.ErrorAs(t, registry.Register(collector(t, "users", c)), &registered)
	require.ErrorContains(t, registry.Register(collector(t, "users", newLoading(loader.Stats{}))), "already exists")

	wrapped := prometheus.WrapRegistererWith(prometheus.Labels{"tenant": "all"}, registry)
	require.ErrorContains(t, wrapped.Register(collector(t, "users", c)), "label", "one set of labels a registry")
	require.True(t, registry.Unregister(collector(t, "users", c)))
	require.NoError(t, registry.Register(collector(t, "users", c)))
}

// counting is a cache that counts who asks for its Stats.
type counting struct{ asked uint64 }

func (c *counting) Stats() larder.Stats {
	c.asked++
	return larder.Stats{Hits: c.asked}
}

func TestOneScrapeOneStats(t *testing.T) {
	server := endpoint(t, collector(t, "x", &counting{}))
	first := scrape(t, server).value(t, "larder_hits_total", "x")
	require.Equal(t, first+1, scrape(t, server).value(t, "larder_hits_total", "x"))
}

func TestLint(t *testing.T) {
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(collector(t, "backend", newCow(t, larder.Options[string, int]{})))
	registry.MustRegister(collector(t, "loading", newLoading(loader.Stats{})))
	problems, err := testutil.GatherAndLint(registry)
	require.NoError(t, err)
	require.Empty(t, problems)
}
