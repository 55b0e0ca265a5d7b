package larderprom_test

import (
	"maps"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

// fallen returns the series that are lower in the second scrape, or are not there.
func fallen(before, after map[string]float64) (series []string) {
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if now, there := after[name]; !there || now < before[name] {
			series = append(series, name)
		}
	}
	return series
}

// busy has goroutines use a cache until the returned function is called.
func busy(c cache) (stop func()) {
	var stopped atomic.Bool
	var workers sync.WaitGroup
	for w := range 2 {
		workers.Go(func() {
			for i := w; !stopped.Load(); i += 3 {
				key := strconv.Itoa(i % 500)
				if _, ok := c.Get(key); !ok {
					c.Set(key, i, time.Duration(1+i%1000)*time.Microsecond)
				}
				if i%7 == 0 {
					c.Delete(key)
				}
			}
		})
	}
	return func() { stopped.Store(true); workers.Wait() }
}

func TestCountersNeverFall(t *testing.T) {
	some := larder.Options[string, int]{Capacity: 200}
	first, second, third := newCow(t, some), newSharded(t, some), newLoading(loader.Stats{})
	server := endpoint(t, collector(t, "first", first), collector(t, "second", second), collector(t, "third", third))
	before := scrape(t, server).numbers(true)
	for _, c := range []cache{first, second} {
		stop := busy(c)
		t.Cleanup(stop)
	}
	var counted loader.Stats
	// gets are all of a cache so far: that they move is what makes this a test.
	gets := func(cache string) float64 {
		return before["larder_hits_total{"+cache+"}"] + before["larder_misses_total{"+cache+"}"]
	}
	for counted.Loads < 50 || gets("first") == 0 || gets("second") == 0 {
		counted.Loads++
		counted.LoadTime.Counts[int(counted.Loads)%len(counted.LoadTime.Counts)]++
		counted.LoadTime.Sum += time.Millisecond
		next := counted
		third.stats.Store(&next)
		after := scrape(t, server).numbers(true)
		require.Empty(t, fallen(before, after))
		before = after
	}
	require.Equal(t, float64(counted.Loads), before["larder_load_duration_seconds{third} count"])
}

func TestFallen(t *testing.T) {
	counts := loader.Stats{Stats: larder.Stats{Hits: 2, Size: 2}}
	counts.LoadTime.Counts[1] = 1
	c := newLoading(counts)
	server := endpoint(t, collector(t, "x", c))
	before := scrape(t, server).numbers(true)
	counts.Hits, counts.Size = 1, 1 // entries may become fewer
	counts.LoadTime.Counts[1], counts.LoadTime.Counts[2] = 0, 1
	c.stats.Store(&counts)
	require.Equal(t, []string{"larder_hits_total{x}", "larder_load_duration_seconds{x} le 0.00025"},
		fallen(before, scrape(t, server).numbers(true)))
	require.Equal(t, []string{"a"}, fallen(map[string]float64{"a": 0}, nil))
}
