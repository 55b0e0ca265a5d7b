package main

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
)

func TestStatsAreReadable(t *testing.T) {
	bounds := loader.HistogramBounds()
	h := loader.Histogram{Sum: 1500 * time.Millisecond}
	h.Counts[0], h.Counts[2], h.Counts[len(bounds)] = 3, 1, 2
	stats := loader.Stats{Stats: larder.Stats{Hits: 3, Misses: 1, EvictionAge: 90 * time.Second}, Loads: 6, LoadTime: h}
	text, err := json.Marshal(readable(stats))
	require.NoError(t, err)
	var answer map[string]any
	require.NoError(t, json.Unmarshal(text, &answer))
	require.Equal(t, 0.75, answer["HitRatio"])
	require.EqualValues(t, 6, answer["Loads"])
	require.Equal(t, "1m30s", answer["EvictionAge"])
	require.Equal(t, map[string]any{"Count": 6.0, "Sum": "1.5s", "Buckets": []any{
		map[string]any{"UpTo": bounds[0].String(), "Count": 3.0},
		map[string]any{"UpTo": bounds[2].String(), "Count": 1.0},
		map[string]any{"UpTo": "+Inf", "Count": 2.0},
	}}, answer["LoadTime"])
}

// TestNoStatIsInNanoseconds rings when Stats gets a duration that statsAnswer does not name.
func TestNoStatIsInNanoseconds(t *testing.T) {
	text, err := json.Marshal(readable(loader.Stats{}))
	require.NoError(t, err)
	var answer map[string]any
	require.NoError(t, json.Unmarshal(text, &answer))
	found := 0
	for _, f := range reflect.VisibleFields(reflect.TypeFor[loader.Stats]()) {
		if !f.Anonymous {
			require.Contains(t, answer, f.Name)
		}
		if f.Type == reflect.TypeFor[time.Duration]() {
			found++
			require.Equal(t, "0s", answer[f.Name], f.Name)
		}
	}
	require.NotZero(t, found)
}
