package redis_test

import (
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/contrib/redis"
)

func TestOptionsThatAreRefused(t *testing.T) {
	client := goredis.NewClient(redis.ClientOptions("127.0.0.1:1"))
	defer client.Close()
	unbounded := goredis.NewClient(&goredis.Options{})
	defer unbounded.Close()
	unboundedCluster := goredis.NewClusterClient(&goredis.ClusterOptions{Addrs: []string{"127.0.0.1:1"}})
	defer unboundedCluster.Close()
	ring := goredis.NewRing(&goredis.RingOptions{Addrs: map[string]string{"a": "127.0.0.1:1"}})
	defer ring.Close()

	o := func(change func(*redis.Options)) redis.Options {
		o := redis.Options{Namespace: "n"}
		change(&o)
		return o
	}
	for _, c := range []struct {
		field   string
		client  goredis.UniversalClient
		options redis.Options
	}{
		{"Namespace", client, redis.Options{}},
		{"Namespace", client, redis.Options{Namespace: "a:b"}},
		{"Namespace", client, redis.Options{Namespace: "{a}"}},
		{"Namespace", client, redis.Options{Namespace: "a\n"}},
		{"Namespace", client, redis.Options{Namespace: strings.Repeat("a", 65)}},
		{"MaxKeep", client, o(func(o *redis.Options) { o.MaxKeep = -1 })},
		{"MaxKeep", client, o(func(o *redis.Options) { o.MaxKeep = larder.NoExpiry })},
		{"Tombstone", client, o(func(o *redis.Options) { o.Tombstone = -1 })},
		{"Tombstone", client, o(func(o *redis.Options) { o.Tombstone = larder.NoExpiry })},
		{"MaxPayload", client, o(func(o *redis.Options) { o.MaxPayload = -1 })},
		{"MaxPayload", client, o(func(o *redis.Options) { o.MaxPayload = 1 << 30 })},
		{"AfterRestart", client, o(func(o *redis.Options) { o.AfterRestart = 3 })},
		{"client", nil, redis.Options{Namespace: "n"}},
		{"client", (*goredis.Client)(nil), redis.Options{Namespace: "n"}},
		{"client", (*goredis.ClusterClient)(nil), redis.Options{Namespace: "n"}},
		{"client", unbounded, redis.Options{Namespace: "n"}},
		{"client", unboundedCluster, redis.Options{Namespace: "n"}},
		{"client", ring, redis.Options{Namespace: "n"}},
	} {
		var refused *larder.OptionError
		r, err := redis.NewRemote(c.client, c.options)
		require.ErrorAs(t, err, &refused, "%+v", c)
		require.Equal(t, c.field, refused.Field)
		require.Nil(t, r)
		b, err := redis.NewBackplane(c.client, c.options)
		require.ErrorAs(t, err, &refused, "%+v", c)
		require.Nil(t, b)
	}
}

func TestNames(t *testing.T) {
	o := redis.ClientOptions("127.0.0.1:1")
	o.Password = "secret"
	client := goredis.NewClient(o)
	defer client.Close()
	require.Equal(t, "redis remote test at 127.0.0.1:1", open(t, client, all).Name())
	b, err := redis.NewBackplane(client, all)
	require.NoError(t, err)
	require.Equal(t, "redis backplane test at 127.0.0.1:1", b.Name())
}

// TestClientOptions looks at what bounds a call, since a limit on time in a test would
// depend on the machine.
func TestClientOptions(t *testing.T) {
	one := redis.ClientOptions("a:1")
	require.True(t, one.ContextTimeoutEnabled)
	require.Equal(t, 1, one.DialerRetries)
	require.Equal(t, -1, one.MaxRetries)
	for _, d := range []time.Duration{one.DialTimeout, one.ReadTimeout, one.WriteTimeout, one.PoolTimeout} {
		require.NotZero(t, d)
		require.LessOrEqual(t, d, time.Second)
	}
	cluster := redis.ClusterOptions("a:1", "b:1")
	require.Equal(t, []string{"a:1", "b:1"}, cluster.Addrs)
	require.True(t, cluster.ContextTimeoutEnabled)
	require.Equal(t, time.Second, cluster.ClusterStateReloadInterval)

	client := goredis.NewFailoverClient(redis.FailoverOptions("main", "127.0.0.1:1"))
	defer client.Close()
	open(t, client, all)
}
