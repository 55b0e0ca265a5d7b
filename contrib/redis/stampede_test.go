package redis_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
)

// TestOneProcessLoads a cold key that 1,000 goroutines of each of 8 processes ask for at once.
func TestOneProcessLoads(t *testing.T) {
	server := redistest.Start(t)
	nodes := startStampede(t, server, 8, "")
	for _, n := range nodes {
		r := n.result()
		require.Equal(t, 1000, r.Rounds)
		require.Empty(t, r.Violations)
	}
	require.Equal(t, "1", server.Do("GET", "loads"))
}

// TestAnotherTakesOver where the process that loads is killed: it loads once more.
func TestAnotherTakesOver(t *testing.T) {
	server := redistest.Start(t)
	nodes := startStampede(t, server, 4, "FirstHangs")
	pid := server.Do("BRPOP", "hangs", "60").([]any)[1].(string)
	holder := slices.IndexFunc(nodes, func(n *process) bool { return fmt.Sprint(n.cmd.Process.Pid) == pid })
	require.NoError(t, nodes[holder].cmd.Process.Kill())
	began := time.Now()
	for _, n := range slices.Delete(nodes, holder, holder+1) {
		r := n.result()
		require.Equal(t, 1000, r.Rounds)
		require.Empty(t, r.Violations)
	}
	require.Equal(t, "2", server.Do("GET", "loads"))
	t.Logf("all had the value %v after the holder was killed", time.Since(began).Round(time.Millisecond))
}

// startStampede starts processes and lets them go when all are there.
func startStampede(t *testing.T, server *redistest.Server, n int, mode string) (nodes []*process) {
	for range n {
		nodes = append(nodes, start(t, job{Do: "stampede", Addr: server.Addr(), Mode: mode, Parallel: 1000}))
	}
	for range nodes {
		require.NotNil(t, server.Do("BRPOP", "ready", "60"))
	}
	for range nodes {
		server.Do("LPUSH", "go", "1")
	}
	return nodes
}

// stampede asks for one key with many goroutines.
func stampede(ctx context.Context, j job, client *goredis.Client) (r result, err error) {
	o := tiered.Options[string]{}
	o.TTL = time.Hour
	o.Load = func(ctx context.Context, key string) (tiered.Loaded[string], error) {
		n, err := client.Incr(ctx, "loads").Result()
		if err != nil {
			return tiered.Loaded[string]{}, err
		}
		if n == 1 && j.Mode == "FirstHangs" {
			if err := client.LPush(ctx, "hangs", os.Getpid()).Err(); err != nil {
				return tiered.Loaded[string]{}, err
			}
			<-ctx.Done() // until it is killed
			return tiered.Loaded[string]{}, ctx.Err()
		}
		<-time.After(50 * time.Millisecond)
		return tiered.Loaded[string]{Value: "v"}, nil
	}
	cache, err := newCache(client, o)
	if err != nil {
		return r, err
	}
	defer cache.Close(ctx)
	if err := client.LPush(ctx, "ready", 1).Err(); err != nil {
		return r, err
	}
	waiting := goredis.NewClient(&goredis.Options{Addr: j.Addr, ReadTimeout: -1})
	defer waiting.Close()
	if err := waiting.BRPop(ctx, time.Minute, "go").Err(); err != nil {
		return r, err
	}
	var (
		mu    sync.Mutex
		group sync.WaitGroup
	)
	for range j.Parallel {
		group.Go(func() {
			v, err := cache.Get(ctx, "cold")
			mu.Lock()
			defer mu.Unlock()
			r.Rounds++
			if v != "v" || err != nil {
				r.Violations = append(r.Violations, fmt.Sprintf("%q, %v", v, err))
			}
		})
	}
	group.Wait()
	return r, nil
}
