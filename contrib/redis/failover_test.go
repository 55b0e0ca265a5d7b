package redis_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/tiered"
)

// TestReadsThroughAFailover: a primary of a cluster is killed while two nodes read and write. No
// read fails, none is of what the reader has changed itself, and what could not be sent is
// sent when the replica has taken over.
func TestReadsThroughAFailover(t *testing.T) {
	cluster := redistest.StartCluster(t)
	var origin [50]atomic.Int64
	load := func(_ context.Context, key string) (tiered.Loaded[int64], error) {
		var k int
		_, err := fmt.Sscanf(key, "k%d", &k)
		return tiered.Loaded[int64]{Value: origin[k].Load()}, err
	}
	var nodes [2]*tiered.Cache[int64]
	for i := range nodes {
		client := connectCluster(t, cluster)
		remote, err := redis.NewRemote(client, all)
		require.NoError(t, err)
		backplane, err := redis.NewBackplane(client, all)
		require.NoError(t, err)
		nodes[i], err = tiered.New(tiered.Options[int64]{
			L1: tiered.Over[int64](cow.New), Remote: remote, Backplane: backplane, Load: load,
			Resilience: tiered.Resilience{BreakerOpenFor: 200 * time.Millisecond, RemoteTimeout: 500 * time.Millisecond},
		})
		require.NoError(t, err)
		t.Cleanup(func() {
			ended, cancel := context.WithTimeout(ctx, 5*time.Second)
			defer cancel()
			_ = nodes[i].Close(ended)
		})
	}
	var (
		stop   = make(chan struct{})
		group  sync.WaitGroup
		reads  atomic.Int64
		failed atomic.Value
	)
	for i, c := range nodes {
		group.Go(func() { // each node changes keys of its own, and reads all
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				mine, other := n%25*2+i, n%50
				want := origin[mine].Add(1)
				_ = c.Delete(ctx, fmt.Sprint("k", mine)) // pending, perhaps
				v, err := c.Get(ctx, fmt.Sprint("k", mine))
				if err != nil || v < want {
					failed.Store(fmt.Sprintf("k%d: %d, %v, and %d was the last change", mine, v, err, want))
				}
				if _, err := c.Get(ctx, fmt.Sprint("k", other)); err != nil {
					failed.Store(fmt.Sprintf("k%d: %v", other, err))
				}
				reads.Add(2)
				<-time.After(time.Millisecond)
			}
		})
	}
	quiet := func() bool { return nodes[0].Stats().Remote.Pending == 0 && nodes[1].Stats().Remote.Pending == 0 }
	require.Eventually(t, func() bool { return reads.Load() > 200 }, patience, tick)
	killed := time.Now()
	cluster.Nodes[0].Kill()
	require.Eventually(t, func() bool { return !quiet() || time.Since(killed) > 5*time.Second }, patience, tick, "nobody has noticed")
	require.Eventually(t, func() bool {
		key := "writable"
		return nodes[0].Delete(ctx, key) == nil && quiet()
	}, time.Minute, 20*time.Millisecond)
	t.Logf("nothing was pending any more %.1f s after a primary was killed", time.Since(killed).Seconds())
	close(stop)
	group.Wait()
	require.Nil(t, failed.Load())
	require.Eventually(t, quiet, patience, tick)
	for k := range origin {
		for _, c := range nodes {
			require.Eventually(t, func() bool {
				v, err := c.Get(ctx, fmt.Sprint("k", k))
				return err == nil && v == origin[k].Load()
			}, patience, tick, "key %d", k)
		}
	}
	t.Logf("%d reads, none failed", reads.Load())
}
