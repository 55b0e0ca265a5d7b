package redis_test

import (
	"context"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
)

// errorsOf calls every method that reaches a server, and returns what each says.
func errorsOf(ctx context.Context, r *redis.Remote) map[string]error {
	k := []string{"k"}
	l := tiered.Leasing{Token: "t", For: time.Minute}
	return map[string]error{
		"Get":           r.Get(ctx, k)[0].Err,
		"Lease":         r.Lease(ctx, k, []uint64{0}, l)[0].Err,
		"Extend":        r.Extend(ctx, k, l),
		"Release":       r.Release(ctx, k, "t"),
		"Fill":          r.Fill(ctx, "t", []tiered.Filling{filling("k", "v")})[0].Err,
		"Write":         r.Write(ctx, []tiered.Writing{{Filling: filling("k", "v")}})[0].Err,
		"Invalidate":    r.Invalidate(ctx, []tiered.Invalidation{{Key: "k"}})[0].Err,
		"InvalidateTag": r.InvalidateTag(ctx, "red", nil).Err,
		"InvalidateAll": r.InvalidateAll(ctx, tiered.Removed, nil).Err,
	}
}

func requireAllDown(t *testing.T, ctx context.Context, r *redis.Remote) {
	t.Helper()
	for method, err := range errorsOf(ctx, r) {
		require.ErrorIs(t, err, tiered.ErrRemoteDown, method)
	}
}

func TestKilled(t *testing.T) {
	server := redistest.Start(t)
	o := newOne(t, server)
	o.write("k", "v")
	server.Kill()
	requireAllDown(t, ctx, o.Remote)
	var network net.Error
	require.ErrorAs(t, o.Get(ctx, []string{"k"})[0].Err, &network, "the cause stays visible")
	server.Run()
	o.ready()
	o.write("k", "again")
}

func TestHang(t *testing.T) {
	server := redistest.Start(t)
	o := newOne(t, server)
	o.write("k", "v")
	server.Hang()
	for range 2 { // with the connection that it had, and without
		limited, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		err := o.Get(limited, []string{"k"})[0].Err
		require.ErrorIs(t, err, tiered.ErrRemoteDown)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		cancel()
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	require.ErrorIs(t, o.Get(cancelled, []string{"k"})[0].Err, context.Canceled)
	require.ErrorIs(t, o.Get(ctx, []string{"k"})[0].Err, tiered.ErrRemoteDown, "ReadTimeout bounds what the context does not")
	server.Resume()
	o.ready()
	o.shows("k", "v", false)
}

func TestMemoryFull(t *testing.T) {
	server := redistest.Start(t)
	o := newOne(t, server)
	o.write("k", "v", "red")
	o.write("other", "v")
	token := o.granted("k")
	o.invalidateTag("blue")
	server.Do("CONFIG", "SET", "maxmemory", "1")
	o.shows("k", "v", false)
	for method, err := range map[string]error{
		"Fill":  o.Fill(ctx, token, []tiered.Filling{filling("k", "new")})[0].Err,
		"Write": o.Write(ctx, []tiered.Writing{{Filling: filling("k", "new")}})[0].Err,
	} {
		require.ErrorIs(t, err, tiered.ErrRemoteDown, method)
		require.ErrorContains(t, err, "OOM", method)
	}
	o.shows("k", "v", false)
	o.invalidateTag("red")
	o.shows("k", "", false)
	o.invalidate("other", tiered.Expired)
	o.shows("other", "v", true)
	require.NotZero(t, o.invalidate("other", tiered.Removed))
	o.shows("other", "", false)
	require.NoError(t, o.InvalidateAll(ctx, tiered.Removed, nil).Err)
	server.Do("CONFIG", "SET", "maxmemory", "0")
	o.write("k", "new")
	o.shows("k", "new", false)
}

func TestReplica(t *testing.T) {
	primary, replica := redistest.Start(t), redistest.Start(t)
	host, port, err := net.SplitHostPort(primary.Addr())
	require.NoError(t, err)
	newOne(t, primary).write("k", "v")
	o := newOne(t, replica)
	o.write("own", "v") // loads scripts
	replica.Do("REPLICAOF", host, port)
	require.Eventually(t, func() bool {
		return strings.Contains(replica.Do("INFO", "replication").(string), "master_link_status:up")
	}, patience, tick)
	err = o.Write(ctx, []tiered.Writing{{Filling: filling("k", "new")}})[0].Err
	require.ErrorIs(t, err, tiered.ErrRemoteDown)
	require.ErrorContains(t, err, "READONLY")

	requireAllDown(t, ctx, open(t, connect(t, replica), redis.Options{Namespace: "new"}))
}

func TestWrongPassword(t *testing.T) {
	server := redistest.Start(t, "--requirepass", "right")
	for password, reply := range map[string]string{"": "NOAUTH", "secret": "WRONGPASS"} {
		o := redis.ClientOptions(server.Addr())
		o.Password = password
		client := goredis.NewClient(o)
		r := open(t, client, all)
		requireAllDown(t, ctx, r)
		err := r.Get(ctx, []string{"k"})[0].Err
		require.ErrorContains(t, err, reply)
		require.NotContains(t, err.Error()+r.Name(), "secret")
		require.NoError(t, client.Close())
	}
}

// TestLoading has a server that takes its time to read its file.
func TestLoading(t *testing.T) {
	server := redistest.Start(t)
	for i := range 200 {
		server.Do("SET", i, strings.Repeat(strconv.Itoa(i), 1000))
	}
	o := newOne(t, server)
	o.write("k", "v")
	server.Save()
	server.Restart("--key-load-delay", "2000", "--loading-process-events-interval-bytes", "1024")
	loading := 0
	require.Eventually(t, func() bool {
		err := o.Get(ctx, []string{"k"})[0].Err
		if err != nil && strings.Contains(err.Error(), "LOADING") {
			require.ErrorIs(t, err, tiered.ErrRemoteDown)
			loading++
		}
		return err == nil
	}, patience, tick)
	require.NotZero(t, loading)
	o.shows("k", "v", true)
}

// TestAccess has a user who may do what the package comment lists, and nothing else.
func TestAccess(t *testing.T) {
	server := redistest.Start(t)
	acl := []any{"ACL", "SETUSER", "larder", "on", ">secret", "resetkeys", "~test:v:*", "~{test}:*", "resetchannels", "&test:m", "-@all"}
	for _, command := range strings.Fields("eval evalsha info publish subscribe ping " +
		"time del hget hmget hset hdel hkeys hlen hexists hstrlen pttl pexpire") {
		acl = append(acl, "+"+command)
	}
	server.Do(acl...)
	options := redis.ClientOptions(server.Addr())
	options.Username, options.Password = "larder", "secret"
	client := goredis.NewClient(options)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	o := one{t, open(t, client, redis.Options{Namespace: "test", Report: func(err error) { t.Error(err) }})}
	_, told := subscribe(t, client, all)
	for method, err := range errorsOf(ctx, o.Remote) {
		require.NoError(t, err, method)
	}
	require.NoError(t, o.InvalidateTag(ctx, "red", []byte("tag ")).Err)
	require.Contains(t, told.next(t), "tag ")
	o.write("k", "v", "red")
	require.NotZero(t, o.granted("k"))
	o.shows("k", "v", false)

	foreign := open(t, client, redis.Options{Namespace: "foreign"})
	err := foreign.Get(ctx, []string{"k"})[0].Err
	require.ErrorContains(t, err, "NOPERM")
	require.ErrorIs(t, err, tiered.ErrRemoteDown)
}
