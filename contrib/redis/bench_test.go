package redis_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/workload"
)

// The comparison of what stands between a program and its database: 100 goroutines ask for 10,000
// keys, Zipf 0.99, values of 100 bytes. What is timed is each call; p50 and p99 are those of
// all. The origin takes a millisecond. One operation of a benchmark is a pass of so many calls: what
// is cold is so at the start of each.
const (
	benchGoroutines = 100
	benchCalls      = 100_000
	benchKeys       = 10_000
	originTakes     = time.Millisecond
)

// asks is a stream of keys for each goroutine, other copies of the strings than those stored.
func asks(b *testing.B) []string {
	spec := workload.Spec{Keys: benchKeys, Dist: workload.Zipf{Skew: 0.99}, Mix: workload.Mix{Get: 1}}
	s, err := spec.Stream(1, 200_000)
	require.NoError(b, err)
	keys := make([]string, len(s.Ops))
	for i, op := range s.Ops {
		keys[i] = benchKey(int(op.Key))
	}
	return keys
}

func benchKey(i int) string { return "key:" + strconv.Itoa(i) }

// benchOrigin counts its loads.
type benchOrigin struct{ loads atomic.Int64 }

var benchValue = string(make([]byte, 100))

func (o *benchOrigin) load(context.Context, string) (tiered.Loaded[string], error) {
	o.loads.Add(1)
	<-time.After(originTakes)
	return tiered.Loaded[string]{Value: benchValue}, nil
}

// BenchmarkTiers compares arrangements; see docs/tiers.md.
func BenchmarkTiers(b *testing.B) {
	server := redistest.Start(b)
	options := redis.ClientOptions(server.Addr())
	options.PoolSize = benchGoroutines
	client := goredis.NewClient(options)
	b.Cleanup(func() { _ = client.Close() })
	keys := asks(b)
	db := &benchOrigin{}
	o := tiered.Options[string]{Load: db.load, Codec: tiered.Text(), MaxStaleness: time.Hour}
	o.TTL = time.Hour
	newTiers := func(b *testing.B) *tiered.Cache[string] {
		cache, err := newCache(client, o)
		require.NoError(b, err)
		b.Cleanup(func() { _ = cache.Close(ctx) })
		for cache.Stats().Backplane.Terms == 0 { // what is stored before it is connected is asked about anew
			<-time.After(time.Millisecond)
		}
		return cache
	}
	fill := func(cache *tiered.Cache[string]) {
		values := make(map[string]string, benchKeys)
		for i := range benchKeys {
			values[benchKey(i)] = benchValue
		}
		require.NoError(b, cache.SetMany(ctx, values, 0))
	}
	for _, a := range []struct {
		name string
		cold bool
		make func(b *testing.B) (get func(ctx context.Context, key string) (string, error))
	}{
		{"plain-redis-get", false, func(b *testing.B) func(context.Context, string) (string, error) {
			_, err := client.Pipelined(ctx, func(p goredis.Pipeliner) error {
				for i := range benchKeys {
					p.Set(ctx, "plain:"+benchKey(i), benchValue, 0)
				}
				return nil
			})
			require.NoError(b, err)
			return func(ctx context.Context, key string) (string, error) { return client.Get(ctx, "plain:"+key).Result() }
		}},
		{"redis-only", false, func(b *testing.B) func(context.Context, string) (string, error) {
			cache := newTiers(b)
			fill(cache)
			return func(ctx context.Context, key string) (string, error) {
				return cache.GetWith(ctx, key, nil, tiered.Reading{SkipLocal: true})
			}
		}},
		{"memory-only", false, func(b *testing.B) func(context.Context, string) (string, error) {
			cache, err := loader.New(cow.New, loader.Options[string, string]{
				Options: larder.Options[string, string]{TTL: time.Hour},
				Load: func(ctx context.Context, key string) (loader.Loaded[string], error) {
					l, err := db.load(ctx, key)
					return loader.Loaded[string]{Value: l.Value}, err
				},
			})
			require.NoError(b, err)
			b.Cleanup(func() { _ = cache.Close(ctx) })
			for i := range benchKeys {
				require.NoError(b, cache.Set(benchKey(i), benchValue, 0))
			}
			return cache.Get
		}},
		{"two-tiers-warm", false, func(b *testing.B) func(context.Context, string) (string, error) {
			cache := newTiers(b)
			fill(cache)
			return cache.Get
		}},
		{"two-tiers-memory-cold", true, func(b *testing.B) func(context.Context, string) (string, error) {
			fill(newTiers(b))
			return newTiers(b).Get
		}},
		{"two-tiers-cold", true, func(b *testing.B) func(context.Context, string) (string, error) { return newTiers(b).Get }},
	} {
		b.Run("arrangement="+a.name+"/goroutines=100", func(b *testing.B) {
			var took []time.Duration
			var get func(context.Context, string) (string, error)
			db.loads.Store(0)
			b.ResetTimer()
			for i := range b.N {
				if i == 0 || a.cold {
					b.StopTimer()
					server.Do("FLUSHALL")
					get = a.make(b)
					b.StartTimer()
				}
				took = append(took, pass(b, keys, get)...)
			}
			b.StopTimer()
			slices.Sort(took)
			calls := float64(len(took))
			b.ReportMetric(float64(took[len(took)/2]), "p50-ns")
			b.ReportMetric(float64(took[len(took)*99/100]), "p99-ns")
			b.ReportMetric(float64(b.Elapsed())/calls, "ns/call")
			b.ReportMetric(float64(db.loads.Load())/calls, "loads/call")
		})
	}
}

// pass has 100 goroutines make the calls, and returns how long each took.
func pass(b *testing.B, keys []string, get func(ctx context.Context, key string) (string, error)) []time.Duration {
	took := make([]time.Duration, benchCalls)
	var group sync.WaitGroup
	var failed atomic.Int64
	for g := range benchGoroutines {
		group.Go(func() {
			own := took[g*benchCalls/benchGoroutines : (g+1)*benchCalls/benchGoroutines]
			for i := range own {
				began := time.Now()
				if v, err := get(ctx, keys[(g+i*benchGoroutines)%len(keys)]); err != nil || len(v) != len(benchValue) {
					failed.Add(1)
				}
				own[i] = time.Since(began)
			}
		})
	}
	group.Wait()
	if failed.Load() > 0 {
		b.Fatalf("%d of %d calls failed", failed.Load(), benchCalls)
	}
	return took
}

// BenchmarkColdKey is the stampede: 1,000 goroutines ask at once for a key that is nowhere, and that
// takes 50 ms to load. What counts is how often it is loaded, and after how long all have it.
func BenchmarkColdKey(b *testing.B) {
	server := redistest.Start(b)
	client := goredis.NewClient(redis.ClientOptions(server.Addr()))
	b.Cleanup(func() { _ = client.Close() })
	var loads atomic.Int64
	load := func(context.Context, string) (tiered.Loaded[string], error) {
		loads.Add(1)
		<-time.After(50 * time.Millisecond)
		return tiered.Loaded[string]{Value: benchValue}, nil
	}
	nodes := make([]*tiered.Cache[string], 4)
	for i := range nodes {
		var err error
		nodes[i], err = newCache(client, tiered.Options[string]{Load: load, Codec: tiered.Text()})
		require.NoError(b, err)
		b.Cleanup(func() { _ = nodes[i].Close(ctx) })
	}
	for name, get := range map[string]func(node int, key string) error{
		"without": func(_ int, key string) error { // as is commonly written: look, load, store
			if err := client.Get(ctx, "plain:"+key).Err(); err == nil {
				return nil
			}
			l, err := load(ctx, key)
			if err != nil {
				return err
			}
			return client.Set(ctx, "plain:"+key, l.Value, time.Hour).Err()
		},
		"with": func(node int, key string) error {
			_, err := nodes[node].Get(ctx, key)
			return err
		},
	} {
		for _, n := range []int{1, len(nodes)} {
			b.Run(fmt.Sprintf("protection=%s/nodes=%d/goroutines=1000", name, n), func(b *testing.B) {
				server.Do("FLUSHALL")
				loads.Store(0)
				round := 0
				for b.Loop() {
					round++
					key := fmt.Sprint("cold ", round)
					var group sync.WaitGroup
					for g := range 1000 {
						group.Go(func() {
							if err := get(g%n, key); err != nil {
								b.Error(err)
							}
						})
					}
					group.Wait()
				}
				b.ReportMetric(float64(loads.Load())/float64(round), "loads/key")
			})
		}
	}
}

// BenchmarkRemoteFails is what a call of a key that is nowhere takes, whose load takes no time, with
// the server alive, killed and hung, once the breaker has opened.
func BenchmarkRemoteFails(b *testing.B) {
	for name, fail := range map[string]func(*redistest.Server){
		"alive":  func(*redistest.Server) {},
		"killed": (*redistest.Server).Kill,
		"hung":   (*redistest.Server).Hang,
	} {
		b.Run("server="+name, func(b *testing.B) {
			server := redistest.Start(b)
			client := goredis.NewClient(redis.ClientOptions(server.Addr()))
			b.Cleanup(func() { _ = client.Close() })
			o := tiered.Options[string]{Codec: tiered.Text(), Load: func(context.Context, string) (tiered.Loaded[string], error) {
				return tiered.Loaded[string]{Value: benchValue}, nil
			}}
			o.Capacity = 1000
			o.BreakerOpenFor = time.Hour // what finds out whether it is back is not measured
			cache, err := newCache(client, o)
			require.NoError(b, err)
			b.Cleanup(func() {
				if name == "hung" {
					server.Resume()
				}
				ended, cancel := context.WithCancel(ctx)
				cancel()
				_ = cache.Close(ended)
			})
			fail(server)
			for i := range 20 {
				_, err := cache.Get(ctx, fmt.Sprint("before ", i))
				require.NoError(b, err)
			}
			took := make([]time.Duration, 0, b.N)
			b.ResetTimer()
			for i := range b.N {
				began := time.Now()
				if _, err := cache.Get(ctx, benchKey(i)); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
			b.StopTimer()
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2]), "call-p50-ns")
			b.ReportMetric(float64(took[len(took)*99/100]), "call-p99-ns")
		})
	}
}
