package larderprom_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	larderprom "github.com/larder-go/larder/contrib/prometheus"
	"github.com/larder-go/larder/loader"
)

// fixed is a cache whose counts somebody else decides on.
type fixed[S larderprom.Stats] struct{ stats S }

func (f *fixed[S]) Stats() S { return f.stats }

// shows returns what is shown of some counts, by series.
func shows[S larderprom.Stats](t *testing.T) func(S) map[string]float64 {
	source := &fixed[S]{}
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(collector(t, "x", source))
	return func(s S) map[string]float64 {
		source.stats = s
		gathered, err := registry.Gather()
		require.NoError(t, err)
		byName := families{}
		for _, f := range gathered {
			byName[f.GetName()] = f
		}
		return byName.numbers(false)
	}
}

// leaves calls visit with the name of each number in v.
func leaves(v reflect.Value, name string, visit func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			leaves(v.Field(i), name+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Array:
		for i := range v.Len() {
			leaves(v.Index(i), fmt.Sprintf("%s[%d]", name, i), visit)
		}
	default:
		visit(name, v)
	}
}

// unseen returns the fields of S that change nothing that is shown, or all the same
// as another one does.
func unseen[S larderprom.Stats](shows func(S) map[string]float64) (fields []string) {
	before, seen := shows(*new(S)), map[string]string{}
	var stats S
	leaves(reflect.ValueOf(&stats).Elem(), "Stats", func(name string, field reflect.Value) {
		field.Set(reflect.ValueOf(7).Convert(field.Type()))
		changed := map[string]float64{}
		for series, v := range shows(stats) {
			if v != before[series] {
				changed[series] = v
			}
		}
		field.SetZero()
		what := fmt.Sprint(changed)
		if other := seen[what]; len(changed) == 0 || other != "" {
			fields = append(fields, name)
		}
		seen[what] = name
	})
	return fields
}

func TestEveryFieldIsShown(t *testing.T) {
	const why = "no metric shows it: add one to metric.go, and to docs/metrics.md"
	require.Empty(t, unseen(shows[larder.Stats](t)), why)
	require.Empty(t, unseen(shows[loader.Stats](t)), why)
}

// The alarm rings for a field that is not shown, and for two that are mixed up.
func TestUnseenFields(t *testing.T) {
	all := shows[loader.Stats](t)
	require.Equal(t, []string{"Stats.Unasked", "Stats.LoadTime.Counts[3]"}, unseen(func(s loader.Stats) map[string]float64 {
		s.Unasked, s.LoadTime.Counts[3] = 0, 0
		return all(s)
	}))
	require.Equal(t, []string{"Stats.Stats.Misses"}, unseen(func(s loader.Stats) map[string]float64 {
		s.Hits, s.Misses = s.Hits+s.Misses, 0
		return all(s)
	}))
}

// One field, one value: each series is that of its field, durations in seconds.
func TestMetricsAreTheFieldsNamesakes(t *testing.T) {
	shown := shows[loader.Stats](t)(loader.Stats{
		Stats: larder.Stats{
			Hits: 1, Misses: 2, ExpiredReads: 3, LazyDeletes: 4, SweepDeletes: 5, Sets: 6, Deletes: 7, Evictions: 8,
			Rejections: 9, EvictionAge: 10e9, SweepRuns: 11, SweepLocked: 12e6, Size: 13, Weight: 14, Overdue: 15, SweepLag: 16e9,
		},
		Loads: 21, LoadedKeys: 22, NotFound: 23, LoadErrors: 24, Abandoned: 39, Unasked: 25, SharedWaits: 26, NegativeHits: 27,
		StaleServes: 28, Refreshes: 29, NotModified: 30, Discarded: 31, SoftTimeouts: 32, HardTimeouts: 33,
		LoadTimeouts: 34, EventsDropped: 35, InFlight: 36, Negatives: 37,
	})
	want := map[string]float64{
		"hits_total": 1, "misses_total": 2, "expired_reads_total": 3, "lazy_deletes_total": 4, "sweep_deletes_total": 5,
		"sets_total": 6, "deletes_total": 7, "evictions_total": 8, "rejections_total": 9, "eviction_age_seconds": 10,
		"sweep_runs_total": 11, "sweep_locked_seconds_total": 0.012, "entries": 13, "weight": 14, "overdue_entries": 15,
		"sweep_lag_seconds": 16, "loads_total": 21, "loaded_keys_total": 22, "not_found_total": 23, "load_errors_total": 24, "abandoned_keys_total": 39,
		"unasked_keys_total": 25, "shared_waits_total": 26, "negative_hits_total": 27, "stale_serves_total": 28,
		"refreshes_total": 29, "not_modified_total": 30, "discarded_values_total": 31, "soft_timeouts_total": 32,
		"hard_timeouts_total": 33, "load_timeouts_total": 34, "events_dropped_total": 35, "loads_in_flight": 36, "negative_keys": 37,
	}
	for name, v := range want {
		require.Equal(t, v, shown["larder_"+name+"{x}"], name)
	}
	histogram := len(loader.HistogramBounds()) + 2 // with count and sum; le="+Inf" is for the text
	require.Len(t, shown, len(want)+histogram)
}
