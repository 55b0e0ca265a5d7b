package redis_test

import (
	"context"
	"testing"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
	"github.com/larder-go/larder/tieredtest"
)

// TestContract holds one server, a ring of servers and a cluster to what tiered.Remote and
// tiered.Backplane promise.
func TestContract(t *testing.T) {
	one, another := redistest.Start(t), redistest.Start(t)
	cluster := redistest.StartCluster(t)
	// A namespace that has been there since long ago: what was meant before it came to be is
	// not taken for valid, and the suite means some things to have happened a minute ago.
	long := []any{"HSET", "{test}:c", "n", "1", "c", "1"}
	remotes := map[string]func(t testing.TB) tiered.Remote{
		"Server": func(t testing.TB) tiered.Remote {
			one.Do("FLUSHALL")
			one.Do(long...)
			return open(t, connect(t, one), all)
		},
		"Ring": func(t testing.TB) tiered.Remote {
			one.Do("FLUSHALL")
			another.Do("FLUSHALL")
			one.Do(long...)
			another.Do(long...)
			ring, err := tiered.NewRing(map[string]tiered.Remote{"a": open(t, connect(t, one), all), "b": open(t, connect(t, another), all)})
			require.NoError(t, err)
			return ring
		},
		"Cluster": func(t testing.TB) tiered.Remote {
			client := connectCluster(t, cluster)
			require.NoError(t, client.ForEachMaster(ctx, func(ctx context.Context, node *goredis.Client) error { return node.FlushAll(ctx).Err() }))
			require.NoError(t, client.Do(ctx, long...).Err())
			return open(t, client, all)
		},
	}
	for name, remote := range remotes {
		t.Run(name, func(t *testing.T) { tieredtest.TestRemote(t, tieredtest.RemoteSuite{New: remote}) })
	}
	for name, o := range map[string]redis.Options{"PubSub": {Namespace: "test"}, "ShardedPubSub": {Namespace: "test", ShardedPubSub: true}} {
		t.Run(name, func(t *testing.T) {
			tieredtest.TestBackplane(t, tieredtest.BackplaneSuite{New: func(t testing.TB) (ends [2]tiered.Backplane) {
				for i := range ends {
					var err error
					ends[i], err = redis.NewBackplane(connect(t, one), o)
					require.NoError(t, err)
				}
				return ends
			}})
		})
	}
}
