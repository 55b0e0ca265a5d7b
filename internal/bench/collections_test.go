package bench_test

import (
	"fmt"
	"math"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
)

// collected measures the collector beside Sets.
func collected(t *testing.T, c bench.Collector, backends ...bench.Backend) *recorder {
	t.Helper()
	p := plan(synthetic(t, spec(t, 0)), backends...)
	p.Subject, p.Ops, p.Collectors = bench.Collections, 2000, []bench.Collector{c}
	r, err := run(t, p)
	require.NoError(t, err)
	return r
}

// littering is a backend that allocates so much at each Set and drops it.
func littering(bytes int) bench.Backend {
	b := padded(0, bytes)
	b.Name = "littering"
	return b
}

// TestWhatAllocatesIsCollected more often than what does not.
func TestWhatAllocatesIsCollected(t *testing.T) {
	var noop bench.Backend
	for _, b := range bench.Larder() {
		if b.Name == "noop" {
			noop = b
		}
	}
	r := collected(t, bench.Collector{GOGC: 100}, littering(1<<20), noop)
	litter, nothing := r.rows[0], r.rows[1]
	require.Equal(t, "littering", litter.Backend)
	require.Greater(t, litter.Collections.Cycles, nothing.Collections.Cycles+5)
	require.Positive(t, litter.Collections.CPU)
	require.Greater(t, litter.Collections.Available, litter.Collections.CPU)
	require.GreaterOrEqual(t, litter.Collections.Pauses, litter.Collections.Cycles)
	require.Positive(t, litter.Collections.PauseP99)
	require.GreaterOrEqual(t, litter.Collections.PauseMax, litter.Collections.PauseP99)
	require.Positive(t, litter.Collections.Live)
}

// TestWarmUpIsNotCollected: what is counted begins with the sample.
func TestWarmUpIsNotCollected(t *testing.T) {
	sets := 0
	var warm, last time.Time
	b, _ := backend("b", func(f *fake) {
		f.set = func(f *fake, key string, v []byte, _ time.Duration) error {
			f.m[key] = v
			switch sets++; {
			case sets == 50+100: // each key was stored once, and half of what is not measured
				spin(50 * time.Millisecond)
			case sets == 50+200:
				warm = time.Now()
			case sets > 50+200 && sets%100 == 0:
				runtime.GC()
				last = time.Now()
			}
			return nil
		}
	})
	r := collected(t, bench.Collector{GOGC: 100_000}, b)
	passed := last.Sub(warm).Seconds() * float64(runtime.GOMAXPROCS(0))
	require.InDelta(t, passed/2, r.rows[0].Collections.Available, passed/2, "of the time since the warm-up")
}

// TestNoCycleIsNoFigure: a collector that has not ended is none that takes nothing, and
// does not come first.
func TestNoCycleIsNoFigure(t *testing.T) {
	b, _ := backend("b", nil)
	p := plan(synthetic(t, spec(t, 50)), b)
	p.Subject, p.Ops, p.Collectors = bench.Collections, 2000, []bench.Collector{{GOGC: 100_000}}
	text := written(t, p)
	require.Contains(t, text, " 0 gc-cycles ")
	require.NotRegexp(t, `[0-9] gc-(cpu|assist)`, text)
	r := collected(t, bench.Collector{GOGC: 100}, b, littering(1<<20))
	require.Equal(t, "littering", bench.Summarize(r.rows)[0].Summaries[0].Backend)
}

// TestSetsStoreCopies: otherwise there would be nothing to collect.
func TestSetsStoreCopies(t *testing.T) {
	seen := make(map[*byte]bool)
	b, _ := backend("b", func(f *fake) {
		f.set = func(f *fake, key string, v []byte, _ time.Duration) error {
			seen[&v[0]] = true
			f.m[key] = v
			return nil
		}
	})
	collected(t, bench.Collector{GOGC: 100}, b)
	require.Len(t, seen, 50+2000+200, "each key once, and each Set, with the tenth that is not measured")
}

// TestCollectorIsSet in the sample, and as it was after it.
func TestCollectorIsSet(t *testing.T) {
	percent := debug.SetGCPercent(100)
	debug.SetGCPercent(percent)
	limit := debug.SetMemoryLimit(-1)
	for _, c := range []struct {
		collector   bench.Collector
		percent     int
		least, most int64 // of the limit
	}{
		{bench.Collector{GOGC: 250}, 250, math.MaxInt64, math.MaxInt64},
		{bench.Collector{Limit: bench.MemoryLimit{Bytes: 1 << 40}}, -1, 1 << 40, 1 << 40},
		{bench.Collector{GOGC: 50, Limit: bench.MemoryLimit{Times: 100}}, 50, 1 << 20, 1 << 45},
	} {
		sets := 0
		var sawPercent int
		var sawLimit int64
		b, _ := backend("b", func(f *fake) {
			f.set = func(f *fake, key string, v []byte, _ time.Duration) error {
				f.m[key] = v
				if sets++; sets == 100 {
					sawPercent, sawLimit = debug.SetGCPercent(c.percent), debug.SetMemoryLimit(-1)
				}
				return nil
			}
		})
		collected(t, c.collector, b)
		require.Equal(t, c.percent, sawPercent)
		require.GreaterOrEqual(t, sawLimit, c.least)
		require.LessOrEqual(t, sawLimit, c.most)
	}
	now := debug.SetGCPercent(percent)
	require.Equal(t, percent, now)
	require.Equal(t, limit, debug.SetMemoryLimit(-1))
}

func TestNamesOfCollections(t *testing.T) {
	p := plan(synthetic(t, spec(t, 50)), bench.Larder()...)
	p.Subject, p.Ops, p.Goroutines = bench.Collections, 2000, []int{1, 2}
	p.Collectors = []bench.Collector{{GOGC: 100}, {Limit: bench.MemoryLimit{Times: 1.5}}}
	r, err := run(t, p)
	require.NoError(t, err)
	for _, row := range r.rows {
		require.Regexp(t, `^GC/wl=small/backend=[a-z-]+/cap=0/(gogc=100|gogc=off/memlimit=1.5x)/goroutines=[12]-\d+$`, row.Name())
	}
	require.Equal(t, []string{
		"rawmap: it is measured with one goroutine alone, since it has no lock", "rawmap: it is measured with one goroutine alone, since it has no lock",
	}, r.skipped)
	require.Equal(t, "small, 1 goroutine, gogc off, memlimit 1.5x", bench.Summarize(r.rows)[1].String())
}

func TestUnitsOfCollections(t *testing.T) {
	p := plan(synthetic(t, spec(t, 50)), littering(32<<10))
	p.Subject, p.Ops, p.Collectors = bench.Collections, 2000, []bench.Collector{{GOGC: 100}}
	text := written(t, p)
	results, _ := parsed(t, text)
	require.Len(t, results, 1)
	require.Len(t, results[0].Values, len(bench.Collections.Units()))
	value := func(unit string) float64 {
		found := regexp.MustCompile(` (\S+) ` + unit + `[ \n]`).FindStringSubmatch(text)
		require.Len(t, found, 2, unit)
		v, err := strconv.ParseFloat(found[1], 64)
		require.NoError(t, err)
		return v
	}
	procs := float64(runtime.GOMAXPROCS(0))
	require.InEpsilon(t, value("gc-cpu-%")/100*procs*value("ns/op"), value("gc-cpu-ns/op"), 0.001, "however many cycles ended in the sample")
	for _, u := range bench.Collections.Units() {
		require.Regexp(t, " "+u.Name+"[ \n]", text)
	}
}

func TestMemoryLimits(t *testing.T) {
	for text, want := range map[string]bench.MemoryLimit{
		"none": {}, "1.5x": {Times: 1.5}, "2x": {Times: 2}, "1048576": {Bytes: 1 << 20}, "1048576B": {Bytes: 1 << 20},
		"3KiB": {Bytes: 3 << 10}, "512MiB": {Bytes: 512 << 20}, "2GiB": {Bytes: 2 << 30},
	} {
		got, err := bench.ParseMemoryLimit(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
		again, err := bench.ParseMemoryLimit(got.String())
		require.NoError(t, err, text)
		require.Equal(t, want, again, text)
	}
	for _, text := range []string{"", "x", "1x", "0.5x", "NaNx", "101x", "-1", "0", "5MB", "5Mi", "1e9", "9999999999GiB", "KiB"} {
		_, err := bench.ParseMemoryLimit(text)
		require.Error(t, err, text)
	}
	require.Error(t, bench.Collector{}.Check())
	require.NoError(t, bench.Collector{GOGC: 1}.Check())
}

// TestProcsAreInForce in the sample, and as they were after it.
func TestProcsAreInForce(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	var saw []int
	b, _ := backend("b", func(f *fake) { saw = append(saw, runtime.GOMAXPROCS(0)) })
	p := plan(synthetic(t, spec(t, 100)), b)
	p.Procs, p.Goroutines, p.PerProc = []int{1, before + 1}, []int{1}, []int{1, 2}
	r, err := run(t, p)
	require.NoError(t, err)
	var names []string
	for _, row := range r.rows {
		names = append(names, row.Name())
	}
	n := before + 1
	require.Equal(t, []string{
		procsName(1, 1), procsName(2, 1), procsName(1, n), procsName(n, n), procsName(2*n, n),
	}, names, "one goroutine for each of one processor is one goroutine")
	require.Equal(t, []int{1, 1, n, n, n}, saw)
	require.Equal(t, before, runtime.GOMAXPROCS(0))
	require.Len(t, bench.Summarize(r.rows), 5)
	require.Equal(t, []int{1, 2, n, 2 * n}, p.Manifest(nil).Options.Goroutines)
}

func procsName(goroutines, procs int) string {
	return fmt.Sprintf("Cache/wl=small/backend=b/cap=0/goroutines=%d-%d", goroutines, procs)
}
