package larderprom_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	larderprom "github.com/larder-go/larder/contrib/prometheus"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/tiered"
)

// fixedTiers is a cache of two tiers whose counts somebody else decides on.
type fixedTiers struct{ stats tiered.Stats }

func (f *fixedTiers) Stats() tiered.Stats { return f.stats }

func newTiers(t testing.TB, name string, cache larderprom.Tiers) *larderprom.TiersCollector {
	c, err := larderprom.NewTiers(name, cache)
	require.NoError(t, err)
	return c
}

// TestEveryFieldOfTiersIsShown: each number changes something, and no other number the same.
func TestEveryFieldOfTiersIsShown(t *testing.T) {
	source := &fixedTiers{}
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(newTiers(t, "x", source))
	shows := func() map[string]float64 {
		gathered, err := registry.Gather()
		require.NoError(t, err)
		byName := families{}
		for _, f := range gathered {
			byName[f.GetName()] = f
		}
		return byName.numbers(false)
	}
	before, seen := shows(), map[string]string{}
	leaves(reflect.ValueOf(&source.stats).Elem(), "Stats", func(name string, field reflect.Value) {
		if field.Kind() == reflect.String {
			field.SetString("open")
		} else {
			field.Set(reflect.ValueOf(7).Convert(field.Type()))
		}
		changed := map[string]float64{}
		for series, v := range shows() {
			if v != before[series] {
				changed[series] = v
			}
		}
		field.SetZero()
		what := fmt.Sprint(changed)
		require.NotEmpty(t, changed, "no metric shows %s: add one to tiermetric.go, and to docs/metrics.md", name)
		require.Empty(t, seen[what], name)
		seen[what] = name
	})
}

func TestTiersAtAnEndpoint(t *testing.T) {
	ctx := context.Background()
	cache, err := tiered.New(tiered.Options[string]{
		L1:   tiered.Over[string](cow.New),
		Load: tiered.Plain(func(context.Context, string) (string, error) { return "v", nil }),
	})
	require.NoError(t, err)
	defer cache.Close(ctx)
	for range 3 {
		_, err := cache.Get(ctx, "k")
		require.NoError(t, err)
	}
	_, err = cache.GetWith(ctx, "k", nil, tiered.Reading{SkipLocal: true})
	require.NoError(t, err)
	server := endpoint(t, newTiers(t, "users", cache), collector(t, "others", newCow(t, larder.Options[string, int]{})))
	got := scrape(t, server).numbers(false)
	for series, want := range map[string]float64{
		"larder_origin_loads_total{users}": 1, "larder_remote_misses_total{users}": 1,
		"larder_remote_breaker_state{users}": 0, "larder_changes_pending{users}": 0, "larder_origin_duration_seconds{users} count": 1,
	} {
		value, there := got[series]
		require.True(t, there, series)
		require.Equal(t, want, value, series)
	}
	require.GreaterOrEqual(t, got["larder_hits_total{users}"], 1.0)
	require.GreaterOrEqual(t, got["larder_remote_hits_total{users}"], 1.0)
}

func TestNewTiersRefuses(t *testing.T) {
	_, err := larderprom.NewTiers("x", nil)
	require.ErrorContains(t, err, "is nil")
	_, err = larderprom.NewTiers("x", (*fixedTiers)(nil))
	require.ErrorContains(t, err, "is nil")
	_, err = larderprom.NewTiers("", &fixedTiers{})
	require.Error(t, err)
}

func TestHalfOpenIsShown(t *testing.T) {
	source := &fixedTiers{}
	source.stats.Remote.Breaker = "half-open"
	server := endpoint(t, newTiers(t, "x", source))
	require.Equal(t, 1.0, scrape(t, server).numbers(false)["larder_remote_breaker_state{x}"])
}

func ExampleNewTiers() {
	cache, err := tiered.New(tiered.Options[string]{L1: tiered.Over[string](cow.New)})
	if err != nil {
		panic(err)
	}
	defer cache.Close(context.Background())
	users, err := larderprom.NewTiers("users", cache)
	if err != nil {
		panic(err)
	}
	registry := prometheus.NewRegistry()
	fmt.Println(registry.Register(users))
	// Output: <nil>
}
