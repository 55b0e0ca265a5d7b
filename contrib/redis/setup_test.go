package redis_test

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
)

func TestMain(m *testing.M) {
	runNode()
	logging.Disable() // go-redis prints a line for each dial that fails
	// A pool that has had many errors looks once a second whether the server is back, and
	// whether it is closed itself: it ends, though not at once.
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/redis/go-redis/v9/internal/pool.(*ConnPool).tryDial"))
}

// How long something is awaited that does not take long, and how often it is looked for.
const (
	patience = 30 * time.Second
	tick     = 2 * time.Millisecond
)

var all = redis.Options{Namespace: "test"}

func connect(t testing.TB, server *redistest.Server) *goredis.Client {
	client := goredis.NewClient(redis.ClientOptions(server.Addr()))
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

func connectCluster(t testing.TB, cluster *redistest.Cluster) *goredis.ClusterClient {
	client := goredis.NewClusterClient(redis.ClusterOptions(cluster.Addrs()...))
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

func open(t testing.TB, client goredis.UniversalClient, o redis.Options) *redis.Remote {
	t.Helper()
	r, err := redis.NewRemote(client, o)
	require.NoError(t, err)
	return r
}

// one is a Remote whose calls are for one key each, and must not fail.
type one struct {
	t testing.TB
	*redis.Remote
}

func newOne(t testing.TB, server *redistest.Server) one {
	return one{t, open(t, connect(t, server), all)}
}

var ctx = context.Background()

func (o one) get(key string) tiered.Record {
	o.t.Helper()
	record := o.Get(ctx, []string{key})[0]
	require.NoError(o.t, record.Err)
	return record
}

// shows requires a payload, fresh or expired; "" is nothing.
func (o one) shows(key, payload string, expired bool) tiered.Record {
	o.t.Helper()
	record := o.get(key)
	require.Equal(o.t, payload, string(record.Payload), key)
	require.Equal(o.t, expired, record.Expired, "%s is marked as expired", key)
	return record
}

func (o one) write(key, payload string, tags ...string) uint64 {
	o.t.Helper()
	outcome := o.Write(ctx, []tiered.Writing{{Filling: filling(key, payload, tags...)}})[0]
	require.NoError(o.t, outcome.Err)
	require.False(o.t, outcome.Outdated)
	return outcome.Version
}

func filling(key, payload string, tags ...string) tiered.Filling {
	return tiered.Filling{Key: key, Payload: []byte(payload), Tags: tags, Keep: time.Hour}
}

func (o one) invalidate(key string, kind tiered.Kind) uint64 {
	o.t.Helper()
	outcome := o.Invalidate(ctx, []tiered.Invalidation{{Key: key, Kind: kind}})[0]
	require.NoError(o.t, outcome.Err)
	return outcome.Version
}

func (o one) invalidateTag(tag string) {
	o.t.Helper()
	require.NoError(o.t, o.InvalidateTag(ctx, tag, nil).Err)
}

var tokens atomic.Int64

func newToken() string { return strconv.FormatInt(tokens.Add(1), 10) }

// lease asks with what is there now as seen.
func (o one) lease(key, token string, lock bool) tiered.Lease {
	o.t.Helper()
	lease := o.Lease(ctx, []string{key}, []uint64{o.get(key).Version}, tiered.Leasing{Token: token, For: time.Minute, Lock: lock})[0]
	require.NoError(o.t, lease.Err)
	return lease
}

func (o one) granted(key string) (token string) {
	o.t.Helper()
	token = newToken()
	require.Equal(o.t, tiered.LeaseGranted, o.lease(key, token, false).State)
	return token
}

// fill reports whether it was not refused.
func (o one) fill(token, key, payload string, tags ...string) bool {
	o.t.Helper()
	outcome := o.Fill(ctx, token, []tiered.Filling{filling(key, payload, tags...)})[0]
	require.NoError(o.t, outcome.Err)
	return !outcome.Refused
}
