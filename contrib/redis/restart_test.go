package redis_test

import (
	"net"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
)

// ready polls until the server is reached again: the connections of the pool broke.
func (o one) ready() {
	o.t.Helper()
	require.Eventually(o.t, func() bool { return o.Get(ctx, []string{"ready"})[0].Err == nil }, patience, tick)
}

func TestFlush(t *testing.T) {
	server := redistest.Start(t)
	o := newOne(t, server)
	n := o.write("k", "1")
	token := o.granted("other")
	server.Do("FLUSHALL")
	o.shows("k", "", false)
	require.False(t, o.fill(token, "other", "loaded before"))
	require.Greater(t, o.write("k", "2"), n)
	o.shows("k", "2", false)
	require.True(t, o.fill(o.granted("other"), "other", "loaded after"))
	o.shows("other", "loaded after", false)
}

// TestLostCounter removes what an eviction could.
func TestLostCounter(t *testing.T) {
	server := redistest.Start(t)
	o := newOne(t, server)
	o.write("k", "1", "red")
	require.EqualValues(t, 1, server.Do("DEL", "{test}:c"))
	require.NotZero(t, o.shows("k", "", false).Version, "nobody knows what was cleared")
	o.write("k", "2", "red")
	o.shows("k", "2", false)
	server.Do("HSET", "{test}:c", "n", "nonsense")
	o.shows("k", "", false)
	o.write("k", "3", "red")
	server.Do("HSET", "{test}:c", "n", 1000, "c", 1000)
	o.shows("k", "", false) // it is of a time that the server has forgotten
	o.write("k", "4")
	o.shows("k", "4", false)
}

func TestLostTags(t *testing.T) {
	server := redistest.Start(t)
	o := newOne(t, server)
	lose := func() {
		for _, key := range server.Do("KEYS", "{test}:t:*").([]any) {
			require.EqualValues(t, 1, server.Do("DEL", key))
		}
	}
	o.write("invalid", "1", "red")
	o.write("old", "1", "blue")
	o.write("plain", "1")
	o.shows("old", "1", false)
	o.invalidateTag("red")
	o.write("new", "1", "red", "blue")
	lose()
	o.shows("invalid", "", false)
	o.shows("old", "", false) // for all that is known
	o.shows("new", "1", false)
	o.shows("plain", "1", false)

	lose()
	o.invalidateTag("blue")
	o.shows("invalid", "", false)
	o.shows("new", "", false)
	o.write("new", "2", "red", "blue")
	o.shows("new", "2", false)
}

func TestManyTags(t *testing.T) {
	server := redistest.Start(t)
	o := newOne(t, server)
	o.write("k", "1", "red")
	o.shows("k", "1", false)
	bucket := server.Do("KEYS", "{test}:t:*").([]any)[0]
	fields := []any{"HSET", bucket}
	for i := range 10_000 {
		fields = append(fields, i, 1)
	}
	server.Do(fields...)
	o.invalidateTag("red")
	require.EqualValues(t, 1, server.Do("HLEN", bucket), "the floor alone")
	o.shows("k", "", false)
	o.write("k", "2", "red")
	o.shows("k", "2", false)
}

func TestRestartEmpty(t *testing.T) {
	server := redistest.Start(t)
	o := newOne(t, server)
	n := o.write("k", "1", "red")
	token := o.granted("k")
	server.RestartEmpty()
	o.ready()
	o.shows("k", "", false)
	require.False(t, o.fill(token, "k", "loaded before"))
	require.Greater(t, o.write("k", "2", "red"), n)
	o.shows("k", "2", false)
}

// TestRestartFromOlderFile is what the identities of servers are for: what was removed,
// written, and cleared by a tag after the file was saved comes back with the server.
func TestRestartFromOlderFile(t *testing.T) {
	for _, c := range []struct {
		name    string
		policy  redis.AfterRestart
		payload string
		expired bool
	}{
		{"ExpireAll", redis.ExpireAll, "old", true},
		{"RemoveAll", redis.RemoveAll, "", false},
		{"TrustAll", redis.TrustAll, "old", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := redistest.Start(t)
			o := one{t, open(t, connect(t, server), redis.Options{Namespace: "test", AfterRestart: c.policy})}
			other := one{t, open(t, connect(t, server), redis.Options{Namespace: "other", AfterRestart: redis.TrustAll})}
			keys := []string{"removed", "written", "tagged"}
			for _, key := range keys {
				o.write(key, "old", "red")
				other.write(key, "old")
			}
			o.write("untagged", "old")
			server.Save()
			o.invalidate("removed", tiered.Removed)
			o.invalidate("untagged", tiered.Removed)
			o.write("written", "new")
			o.invalidateTag("red")
			server.Restart()
			other.ready() // loads the scripts, if they were the same
			o.ready()
			o.shows("untagged", c.payload, c.expired) // first: it needs no script but those that are loaded
			for _, key := range keys {
				other.shows(key, "old", false)
				o.shows(key, c.payload, c.expired)
			}
			require.True(t, o.fill(o.granted("k"), "k", "loaded after"))
			o.shows("k", "loaded after", false)
			o.write("written", "newer", "red")
			o.shows("written", "newer", false)

			server.Do("SCRIPT", "FLUSH")
			o.shows("k", "loaded after", false)
			server.Save()
			server.Restart()
			o.ready()
			o.shows("k", map[bool]string{true: "loaded after"}[c.payload != ""], c.expired)
		})
	}
}

// TestRestartUnderLoad has many clients read while the server comes back: none of them
// may see what is old as fresh, whoever is first.
func TestRestartUnderLoad(t *testing.T) {
	server := redistest.Start(t)
	o := newOne(t, server)
	o.write("k", "old")
	server.Save()
	o.invalidate("k", tiered.Removed)
	server.Kill()

	stop := make(chan struct{})
	done := make(chan int)
	var wrong atomic.Int64
	const clients = 8
	for range clients {
		r := newOne(t, server).Remote
		go func() {
			answers := 0
			defer func() { done <- answers }()
			for {
				select {
				case <-stop:
					return
				default:
				}
				record := r.Get(ctx, []string{"k"})[0]
				if record.Err == nil {
					answers++
				}
				if record.Payload != nil && !record.Expired {
					wrong.Add(1)
				}
			}
		}()
	}
	server.Run()
	o.ready()
	o.shows("k", "old", true)
	close(stop)
	answers := 0
	for range clients {
		answers += <-done
	}
	require.Zero(t, wrong.Load())
	t.Log(answers, "answers")
}

// TestNoInfo has a user who may not ask who the server is.
func TestNoInfo(t *testing.T) {
	server := redistest.Start(t)
	server.Do("ACL", "SETUSER", "default", "-info")
	var told []error
	o := one{t, open(t, connect(t, server), redis.Options{Namespace: "test", Report: func(err error) { told = append(told, err) }})}
	o.write("k", "1")
	o.shows("k", "1", false)
	require.Len(t, told, 1)
	require.ErrorContains(t, told[0], "INFO")
}

// TestPromotedAgain has a server that becomes a replica, and primary again, and keeps its
// scripts: only the check every ten seconds sees that.
func TestPromotedAgain(t *testing.T) {
	server, other := redistest.Start(t), redistest.Start(t)
	o := newOne(t, server)
	o.write("k", "v")
	o.CheckNow()
	o.shows("k", "v", false)
	host, port, err := net.SplitHostPort(other.Addr())
	require.NoError(t, err)
	other.Do("REPLICAOF", "127.0.0.1", "1")
	server.Do("REPLICAOF", host, port)
	server.Do("REPLICAOF", "NO", "ONE")
	o.CheckNow()
	o.shows("k", "v", true)
	o.write("k", "new")
	o.CheckNow()
	o.shows("k", "new", false)
}
