package loader_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/stretchr/testify/require"
)

func TestSmoke(t *testing.T) {
	var n atomic.Int32
	gate := make(chan struct{})
	c, err := loader.New(cow.New[string, loader.Item[int]], loader.Options[string, int]{
		Options: larder.Options[string, int]{TTL: time.Minute},
		Load: func(ctx context.Context, key string) (loader.Loaded[int], error) {
			<-gate
			return loader.Loaded[int]{Value: int(n.Add(1))}, nil
		},
	})
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 1000 {
		wg.Go(func() {
			v, err := c.Get(t.Context(), "a")
			if v != 1 || err != nil {
				t.Error(v, err)
			}
		})
	}
	close(gate)
	wg.Wait()
	require.EqualValues(t, 1, n.Load())
	t.Logf("%+v", c.Stats())
	require.NoError(t, c.Close(t.Context()))
}

func BenchmarkHit(b *testing.B) {
	load := func(ctx context.Context, key string) (loader.Loaded[int], error) {
		return loader.Loaded[int]{Value: 1}, nil
	}
	for _, stats := range []bool{false, true} {
		name := "stats=false"
		if stats {
			name = "stats=true"
		}
		o := larder.Options[string, int]{TTL: time.Hour, NoStats: !stats}
		bare, _ := cow.New(o)
		bare.Set("a", 1, 0)
		b.Run(name+"/bare", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				bare.Get("a")
			}
		})
		for _, r := range []float64{0, 0.8} {
			c, _ := loader.New(cow.New[string, loader.Item[int]], loader.Options[string, int]{Options: o, RefreshAfter: r})
			ctx := b.Context()
			c.GetOrLoad(ctx, "a", load)
			time.Sleep(50 * time.Millisecond)
			b.Run(name+"/loader", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c.GetOrLoad(ctx, "a", load)
				}
			})
		}
	}
}
