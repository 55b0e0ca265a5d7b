package redis_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
)

// keysOf returns keys of which each of three primaries has the same number.
func keysOf(t *testing.T, client *goredis.ClusterClient, o redis.Options, n int) map[string][]string {
	t.Helper()
	keys := map[string][]string{}
	for i := 0; len(keys) < 3 || len(keys) == 3 && shortest(keys) < n; i++ {
		key := fmt.Sprint("k", i)
		master, err := client.MasterForKey(ctx, o.Namespace+":v:"+key)
		require.NoError(t, err)
		addr := master.Options().Addr
		if len(keys[addr]) < n {
			keys[addr] = append(keys[addr], key)
		}
	}
	return keys
}

func shortest(keys map[string][]string) int {
	least := 1 << 30
	for _, k := range keys {
		least = min(least, len(k))
	}
	return least
}

// TestPrimaryKilled kills primaries, that of the namespace's counter last.
func TestPrimaryKilled(t *testing.T) {
	cluster := redistest.StartCluster(t)
	client := connectCluster(t, cluster)
	o := one{t, open(t, client, all)}
	ofCounter, err := client.MasterForKey(ctx, "{test}:c")
	require.NoError(t, err)
	keys := keysOf(t, client, all, 3)
	for _, some := range keys {
		for _, key := range some {
			o.write(key, "v", "red")
			o.shows(key, "v", false)
		}
	}
	kill := func(ofTheCounter bool, stored string) {
		for _, node := range cluster.Nodes[:3] {
			if (node.Addr() == ofCounter.Options().Addr) != ofTheCounter {
				continue
			}
			node.Kill()
			began := time.Now()
			key := keys[node.Addr()][0]
			limited, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			var down error
			require.Eventually(t, func() bool {
				outcome := o.Write(limited, []tiered.Writing{{Filling: filling(key, "after", "red")}})[0]
				if outcome.Err != nil {
					require.ErrorIs(t, outcome.Err, tiered.ErrRemoteDown)
					down = outcome.Err
				}
				return outcome.Err == nil
			}, time.Minute, 5*tick)
			t.Logf("writable %.1f s after the kill of a primary (counter: %v); the last error: %v", time.Since(began).Seconds(), ofTheCounter, down)
			o.shows(key, "after", false)
			o.shows(keys[node.Addr()][1], stored, true)
			return
		}
	}
	kill(false, "v")
	for _, some := range keys {
		for _, key := range some {
			o.write(key, "again", "red")
			o.shows(key, "again", false)
		}
	}
	kill(true, "again")
	o.invalidateTag("red")
	for _, some := range keys {
		for _, key := range some {
			o.shows(key, "", false)
		}
	}
}

// TestOnePrimaryDown has the others answer.
func TestOnePrimaryDown(t *testing.T) {
	cluster := redistest.StartCluster(t)
	for _, node := range cluster.Nodes {
		node.Do("CONFIG", "SET", "cluster-require-full-coverage", "no", "cluster-replica-no-failover", "yes")
	}
	client := connectCluster(t, cluster)
	o := one{t, open(t, client, all)}
	ofCounter, err := client.MasterForKey(ctx, "{test}:c")
	require.NoError(t, err)
	keys := keysOf(t, client, all, 1)
	var some []string
	for _, k := range keys {
		some = append(some, k...)
		o.write(k[0], "v")
	}
	for _, node := range cluster.Nodes[:3] {
		if node.Addr() == ofCounter.Options().Addr {
			continue
		}
		node.Kill()
		limited, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		for i, record := range o.Get(limited, some) {
			if keys[node.Addr()][0] == some[i] {
				require.ErrorIs(t, record.Err, tiered.ErrRemoteDown)
				continue
			}
			require.NoError(t, record.Err)
			require.Equal(t, "v", string(record.Payload))
		}
		return
	}
}

// TestClusterMessages publishes on all nodes, and kills the one that a subscriber is
// connected to.
func TestClusterMessages(t *testing.T) {
	cluster := redistest.StartCluster(t)
	client := connectCluster(t, cluster)
	o := one{t, open(t, client, all)}
	b, told := subscribe(t, client, all)
	require.True(t, o.Announces(b))
	for _, some := range keysOf(t, client, all, 1) {
		w := o.Write(ctx, []tiered.Writing{{Filling: filling(some[0], "v"), Announce: []byte("w ")}})[0]
		require.NoError(t, w.Err)
		require.Equal(t, fmt.Sprint("w ", w.Version), told.next(t))
	}
	require.NotZero(t, o.InvalidateTag(ctx, "red", []byte("t ")).Version)
	require.Contains(t, told.next(t), "t ")

	shards := redis.Options{Namespace: "shards", ShardedPubSub: true}
	sharded, hears := subscribe(t, client, shards)
	require.NoError(t, sharded.Publish(ctx, []byte("m")))
	require.Equal(t, "m", hears.next(t))

	for _, node := range cluster.Nodes {
		if node.Do("CLIENT", "LIST", "TYPE", "pubsub") != "" {
			node.Kill()
			break
		}
	}
	for b, r := range map[*redis.Backplane]recorder{b: told, sharded: hears} {
		arrived := func() bool {
			for {
				select {
				case said := <-r:
					if said == "end" {
						return true
					}
				default:
					return false
				}
			}
		}
		require.Eventually(t, func() bool {
			_ = b.Publish(ctx, []byte("end")) // it fails, or is lost, until both ends have other nodes
			return arrived()
		}, patience, 5*tick)
	}
}
