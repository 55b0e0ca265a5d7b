package tiered_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/tiered"
)

// BenchmarkHit is a hit in memory: of the bare backend, of a loader over it, and of two tiers. The
// keys are other copies than those stored. With few, all that a hit reads is near the processor.
func BenchmarkHit(b *testing.B) {
	for _, keys := range []int{16, 1000, 10000} {
		b.Run(fmt.Sprint("keys=", keys), func(b *testing.B) { benchmarkHit(b, keys) })
	}
}

func benchmarkHit(b *testing.B, keys int) {
	stored, asked := make([]string, keys), make([]string, keys)
	for i := range keys {
		stored[i], asked[i] = "key:"+strconv.Itoa(i), "key:"+strconv.Itoa(i)
	}
	ctx := context.Background()
	bare, err := cow.New(larder.Options[string, string]{TTL: time.Hour})
	require.NoError(b, err)
	defer bare.Close()
	loading, err := loader.New(cow.New, loader.Options[string, string]{Options: larder.Options[string, string]{TTL: time.Hour}})
	require.NoError(b, err)
	defer loading.Close(ctx)
	tiers, err := tiered.New(tiered.Options[string]{
		Options: larder.Options[string, string]{TTL: time.Hour}, MaxStaleness: time.Hour, L1: tiered.Over[string](cow.New),
	})
	require.NoError(b, err)
	defer tiers.Close(ctx)
	for tiers.Trust() < 2 {
		<-time.After(time.Millisecond)
	}
	for _, key := range stored {
		require.NoError(b, bare.Set(key, key, 0))
		require.NoError(b, loading.Set(key, key, 0))
		require.NoError(b, tiers.Set(ctx, key, key, 0))
	}
	gets := []struct {
		name string
		get  func(key string) (string, bool)
	}{
		{"cow", bare.Get},
		{"loader", func(key string) (string, bool) { v, err := loading.Get(ctx, key); return v, err == nil }},
		{"tiered", func(key string) (string, bool) { v, err := tiers.Get(ctx, key); return v, err == nil }},
	}
	for _, g := range gets {
		b.Run("cache="+g.name, func(b *testing.B) {
			for _, key := range asked { // what was put in before the present term is asked about once
				_, ok := g.get(key)
				require.True(b, ok)
			}
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for i := 0; pb.Next(); i++ {
					if _, ok := g.get(asked[i%keys]); !ok {
						b.Error("a miss")
					}
				}
			})
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N), "hit-ns")
		})
	}
}
