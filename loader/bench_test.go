package loader_test

import (
	"context"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
)

// BenchmarkHit compares a hit of the loader with one of the bare cache, on keys that are
// other copies than those stored. windows=true is with early refresh and stale windows.
func BenchmarkHit(b *testing.B) {
	for _, keys := range []int{1, 16_000, 1_000_000} {
		for _, stats := range []bool{false, true} {
			o := larder.Options[string, []byte]{TTL: time.Hour, NoStats: !stats}
			name := "keys=" + strconv.Itoa(keys) + "/stats=" + strconv.FormatBool(stats)
			bare, err := cow.New(o)
			require.NoError(b, err)
			names := make([]string, keys)
			for i := range names {
				key := "some/key/" + strconv.Itoa(1_000_000+i)
				require.NoError(b, bare.Set(key, make([]byte, 64), larder.DefaultTTL))
				names[i] = string([]byte(key))
			}
			rand.New(rand.NewPCG(1, 1)).Shuffle(keys, func(i, j int) { names[i], names[j] = names[j], names[i] })
			b.Run(name+"/cache=bare", func(b *testing.B) { hits(b, names, func(key string) { bare.Get(key) }) })
			bare.Close()
			for _, windows := range []bool{false, true} {
				lo := loader.Options[string, []byte]{Options: o}
				if windows {
					lo.RefreshAfter, lo.StaleWhileRevalidate, lo.StaleIfError = 0.8, time.Hour, time.Hour
				}
				c, err := loader.New(cow.New[string, loader.Item[[]byte]], lo)
				require.NoError(b, err)
				ctx := b.Context()
				for _, key := range names {
					_, err := c.GetOrLoad(ctx, key, loadBytes)
					require.NoError(b, err)
				}
				b.Run(name+"/cache=loader/windows="+strconv.FormatBool(windows), func(b *testing.B) {
					hits(b, names, func(key string) {
						if _, err := c.GetOrLoad(ctx, key, loadBytes); err != nil {
							b.Error(err)
						}
					})
				})
				require.NoError(b, c.Close(ctx))
			}
		}
	}
}

func loadBytes(context.Context, string) (loader.Loaded[[]byte], error) {
	return loader.Loaded[[]byte]{Value: make([]byte, 64)}, nil
}

func hits(b *testing.B, keys []string, get func(string)) {
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		get(keys[i])
		if i++; i == len(keys) {
			i = 0
		}
	}
}

// BenchmarkMiss is a load that takes no time, of keys that are never there.
func BenchmarkMiss(b *testing.B) {
	c, err := loader.New(cow.New[int, loader.Item[[]byte]], loader.Options[int, []byte]{Options: larder.Options[int, []byte]{Capacity: 1000}})
	require.NoError(b, err)
	load := func(context.Context, int) (loader.Loaded[[]byte], error) { return loader.Loaded[[]byte]{}, nil }
	ctx, key := b.Context(), 0
	b.ReportAllocs()
	for b.Loop() {
		key++
		if _, err := c.GetOrLoad(ctx, key, load); err != nil {
			b.Fatal(err)
		}
	}
	require.NoError(b, c.Close(ctx))
}

// BenchmarkSet shows what a write costs next to one of the bare cache.
func BenchmarkSet(b *testing.B) {
	const keys = 1000
	bare, err := cow.New(larder.Options[int, int]{TTL: time.Hour})
	require.NoError(b, err)
	b.Run("cache=bare", func(b *testing.B) {
		i := 0
		for b.Loop() {
			i++
			_ = bare.Set(i%keys, i, larder.DefaultTTL)
		}
	})
	c, err := loader.New(cow.New[int, loader.Item[int]], loader.Options[int, int]{Options: larder.Options[int, int]{TTL: time.Hour}})
	require.NoError(b, err)
	b.Run("cache=loader", func(b *testing.B) {
		i := 0
		for b.Loop() {
			i++
			_ = c.Set(i%keys, i, larder.DefaultTTL)
		}
	})
	require.NoError(b, c.Close(b.Context()))
	bare.Close()
}
