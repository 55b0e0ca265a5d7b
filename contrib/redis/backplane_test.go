package redis_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
)

// recorder is a Receiver that hands on what it is told, as text.
type recorder chan string

func (r recorder) Message(m []byte)   { r <- string(m) }
func (r recorder) Connected()         { r <- "connected" }
func (r recorder) Disconnected(error) { r <- "disconnected" }

func (r recorder) next(t *testing.T) string {
	t.Helper()
	select {
	case said := <-r:
		return said
	case <-time.After(patience):
		require.Fail(t, "nothing came")
		return ""
	}
}

// skip returns the first that is not like what is to be skipped.
func (r recorder) skip(t *testing.T, what string) string {
	t.Helper()
	for {
		if said := r.next(t); said != what {
			return said
		}
	}
}

func subscribe(t *testing.T, client goredis.UniversalClient, o redis.Options) (*redis.Backplane, recorder) {
	b, err := redis.NewBackplane(client, o)
	require.NoError(t, err)
	r := make(recorder, 100)
	stop := b.Subscribe(r)
	t.Cleanup(stop)
	require.Equal(t, "connected", r.next(t))
	return b, r
}

func TestMessages(t *testing.T) {
	for _, sharded := range []bool{false, true} {
		t.Run(fmt.Sprint("sharded=", sharded), func(t *testing.T) {
			server := redistest.Start(t)
			o := redis.Options{Namespace: "test", ShardedPubSub: sharded}
			b, first := subscribe(t, connect(t, server), o)
			_, second := subscribe(t, connect(t, server), o)
			for _, m := range []string{"one", "", "\x00\r\n", strings.Repeat("x", 1<<16)} {
				require.NoError(t, b.Publish(ctx, []byte(m)))
				require.Equal(t, m, first.next(t))
				require.Equal(t, m, second.next(t))
			}
		})
	}
}

func TestAnnouncements(t *testing.T) {
	server := redistest.Start(t)
	client := connect(t, server)
	o := one{t, open(t, client, all)}
	b, told := subscribe(t, client, all)
	require.True(t, o.Announces(b))

	w := o.Write(ctx, []tiered.Writing{{Filling: filling("k", "v"), Announce: []byte("w ")}})[0]
	require.Equal(t, fmt.Sprint("w ", w.Version), told.next(t))
	i := o.Invalidate(ctx, []tiered.Invalidation{{Key: "k", Announce: []byte("i ")}})[0]
	require.Equal(t, fmt.Sprint("i ", i.Version), told.next(t))
	old := o.Invalidate(ctx, []tiered.Invalidation{{Key: "k", Announce: []byte("outdated "), Age: time.Hour}})[0]
	require.True(t, old.Outdated)
	tag := o.InvalidateTag(ctx, "red", []byte("t "))
	require.Equal(t, fmt.Sprint("t ", tag.Version), told.next(t))
	a := o.InvalidateAll(ctx, tiered.Expired, []byte{})
	require.Equal(t, fmt.Sprint(a.Version), told.next(t))
	o.write("k", "v")
	require.NoError(t, b.Publish(ctx, []byte("end")))
	require.Equal(t, "end", told.next(t))

	for name, other := range map[string]struct {
		client  goredis.UniversalClient
		options redis.Options
	}{
		"namespace": {client, redis.Options{Namespace: "other"}},
		"client":    {connect(t, server), all},
		"sharded":   {client, redis.Options{Namespace: "test", ShardedPubSub: true}},
	} {
		b, err := redis.NewBackplane(other.client, other.options)
		require.NoError(t, err)
		require.False(t, o.Announces(b), name)
	}
	require.False(t, o.Announces(nil))
}

// TestLostConnection kills the connection of a subscriber: it is told, and gets no
// Connected before messages come again.
func TestLostConnection(t *testing.T) {
	server := redistest.Start(t)
	b, told := subscribe(t, connect(t, server), all)
	for range 3 {
		require.EqualValues(t, 1, server.Do("CLIENT", "KILL", "TYPE", "pubsub"))
		require.Equal(t, "disconnected", told.next(t))
		require.Equal(t, "connected", told.skip(t, "disconnected"))
		require.NoError(t, b.Publish(ctx, []byte("m")))
		require.Equal(t, "m", told.next(t))
	}
	server.Kill()
	require.Equal(t, "disconnected", told.next(t))
	require.Equal(t, "disconnected", told.next(t), "each time that it cannot connect")
	require.ErrorIs(t, b.Publish(ctx, []byte("lost")), tiered.ErrRemoteDown)
	server.Run()
	require.Equal(t, "connected", told.skip(t, "disconnected"))

	server.Hang()
	require.Equal(t, "disconnected", told.next(t), "a ping gets no answer")
	server.Resume()
	require.Equal(t, "connected", told.skip(t, "disconnected"))
}

// slow is a Receiver that is stuck in its first message.
type slow struct {
	stuck, free chan struct{}
	told        chan bool // of each Connected and Disconnected
	messages    atomic.Int64
}

func (s *slow) Connected()         { s.told <- true }
func (s *slow) Disconnected(error) { s.told <- false }
func (s *slow) Message([]byte) {
	if s.messages.Add(1) == 1 {
		close(s.stuck)
		<-s.free
	}
}

// TestSlowReceiver shows that what comes meanwhile stays with the server, until that cuts
// the connection.
func TestSlowReceiver(t *testing.T) {
	server := redistest.Start(t)
	server.Do("CONFIG", "SET", "client-output-buffer-limit", "pubsub 1mb 1mb 1")
	b, err := redis.NewBackplane(connect(t, server), all)
	require.NoError(t, err)
	s := &slow{stuck: make(chan struct{}), free: make(chan struct{}), told: make(chan bool, 100)}
	stop := b.Subscribe(s)
	require.True(t, <-s.told)
	sent := 0
	message := []byte(strings.Repeat("x", 100_000))
	for end := false; !end; sent++ {
		require.NoError(t, b.Publish(ctx, message))
		end = server.Do("CLIENT", "LIST", "TYPE", "pubsub") == ""
		require.Less(t, sent, 10_000)
	}
	<-s.stuck
	close(s.free)
	require.False(t, <-s.told)
	require.True(t, <-s.told)
	stop()
	require.Less(t, s.messages.Load(), int64(sent))
}

// TestStop ends subscriptions in each of their states.
func TestStop(t *testing.T) {
	server := redistest.Start(t)
	before := goleak.IgnoreCurrent()
	client := goredis.NewClient(redis.ClientOptions(server.Addr()))
	b, err := redis.NewBackplane(client, all)
	require.NoError(t, err)
	b.Subscribe(make(recorder, 10))()

	connected := make(recorder, 10)
	stop := b.Subscribe(connected)
	require.Equal(t, "connected", connected.next(t))
	stop()
	stop()
	require.Empty(t, connected)

	server.Hang()
	hanging := b.Subscribe(make(recorder, 10))
	hanging()
	server.Kill()
	refused := make(recorder, 1000)
	stop = b.Subscribe(refused)
	require.Equal(t, "disconnected", refused.next(t))
	stop()

	r := open(t, client, all)
	short, cancel := context.WithTimeout(ctx, time.Millisecond)
	defer cancel()
	require.Error(t, r.Get(short, []string{"k"})[0].Err)
	require.NoError(t, r.Close())
	require.NoError(t, r.Close())
	require.NoError(t, client.Close())
	goleak.VerifyNone(t, before)
}
