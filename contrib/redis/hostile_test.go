package redis_test

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/contrib/redis/internal/redistest"
	"github.com/larder-go/larder/tiered"
)

// TestHostileAnswers has a server that answers every script with the same.
func TestHostileAnswers(t *testing.T) {
	for _, reply := range []string{
		"$9223372036854775800\r\n", "$-5\r\n", "*9223372036854775800\r\n", "*-7\r\n", "*1000000\r\n", "%5\r\n",
		"$-1\r\n", "*0\r\n", "*1\r\n+x\r\n", "*3\r\n:-1\r\n:-1\r\n:-1\r\n", ":7\r\n", "+OK\r\n", "-\r\n", "\r\n", "\x00\x00\r\n",
		"*6\r\n:1\r\n:1\r\n:1\r\n:0\r\n$3\r\n\xff\x01x\r\n$1\r\nx\r\n", "*6\r\n:1\r\n:1\r\n:1\r\n:0\r\n:1\r\n:1\r\n", "*4\r\n:1\r\n:1\r\n:1\r\n:1\r\n",
		"*2\r\n:1\r\n:99999999999\r\n", "-NOSCRIPT nothing\r\n", "-MOVED 1 127.0.0.1:1\r\n", "-WRONGTYPE x\r\n",
	} {
		t.Run(fmt.Sprintf("%.24q", reply), func(t *testing.T) {
			o := redis.ClientOptions(liar(t, reply))
			o.ReadTimeout = 20 * time.Millisecond // some answers have no end
			client := goredis.NewClient(o)
			r := open(t, client, all)
			require.Error(t, r.Get(ctx, []string{"k"})[0].Err)
			errorsOf(ctx, r) // no panic; some answers make sense to some
			require.NoError(t, client.Close())
		})
	}
}

// liar returns the address of what looks like a server until a script is called.
func liar(t *testing.T, reply string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var serving sync.WaitGroup
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		serving.Wait()
	})
	serve := func(c net.Conn) {
		defer serving.Done()
		defer c.Close()
		lines := bufio.NewReader(c)
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				return
			}
			answer := ""
			switch strings.ToLower(strings.TrimSpace(line)) {
			case "hello":
				answer = "-ERR unknown command\r\n"
			case "client", "info":
				answer = "+OK\r\n"
			case "evalsha", "eval":
				answer = reply
			}
			if _, err := c.Write([]byte(answer)); err != nil {
				return
			}
		}
	}
	serving.Add(1)
	go func() {
		defer serving.Done()
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Add(1)
			go serve(c)
		}
	}()
	return l.Addr().String()
}

// TestForeignData has something else under the Remote's keys.
func TestForeignData(t *testing.T) {
	server := redistest.Start(t)
	o := newOne(t, server)
	o.write("fine", "v", "red")
	server.Do("SET", "test:v:k", "a string")
	for method, err := range errorsOf(ctx, o.Remote) {
		if !strings.HasPrefix(method, "InvalidateT") && !strings.HasPrefix(method, "InvalidateA") {
			require.ErrorContains(t, err, "WRONGTYPE", method)
			require.NotErrorIs(t, err, tiered.ErrRemoteDown, method)
		}
	}
	for _, garbage := range []any{"x", "-1", "nan", "1e300", "", strings.Repeat("9", 400)} {
		for _, field := range []string{"n", "d", "s", "g", "x", "l", "ld", "tt"} {
			server.Do("DEL", "test:v:k")
			o.write("k", "v", "red")
			server.Do("HSET", "test:v:k", field, garbage)
			for method, err := range errorsOf(ctx, o.Remote) {
				require.NotErrorIs(t, err, tiered.ErrRemoteDown, "%s with %s=%v", method, field, garbage)
			}
		}
	}
	server.Do("DEL", "test:v:k")
	o.write("k", "v")
	o.shows("k", "v", false)
}

func TestLimits(t *testing.T) {
	server := redistest.Start(t)
	client := connect(t, server)
	large := one{t, open(t, client, all)}
	small := one{t, open(t, client, redis.Options{Namespace: "test", MaxPayload: 10})}
	require.Equal(t, 64<<20, large.Limits().Payload)
	require.Equal(t, 10, small.Limits().Payload)
	large.write("k", "eleven bytes")
	small.write("fits", "0123456789")

	var limit *tiered.LimitError
	records := small.Get(ctx, []string{"k", "fits"})
	require.ErrorAs(t, records[0].Err, &limit)
	require.Equal(t, tiered.LimitError{What: "stored payload", Size: 12, Limit: 10}, *limit)
	require.NotZero(t, records[0].Version, "so that it can be replaced")
	require.NoError(t, records[1].Err)
	outcomes := small.Write(ctx, []tiered.Writing{{Filling: filling("k", "eleven bytes")}, {Filling: filling("other", "v")}})
	require.ErrorAs(t, outcomes[0].Err, &limit)
	require.NoError(t, outcomes[1].Err)
	small.shows("other", "v", false)
	filled := small.Fill(ctx, "token", []tiered.Filling{filling("k", "eleven bytes")})[0]
	require.ErrorAs(t, filled.Err, &limit)

	require.Error(t, small.Lease(ctx, []string{"k"}, []uint64{0}, tiered.Leasing{Token: strings.Repeat("t", 65), For: patience})[0].Err)
	require.Error(t, small.Lease(ctx, []string{"k"}, []uint64{0}, tiered.Leasing{Token: "t"})[0].Err)
	require.Error(t, small.Lease(ctx, []string{"k"}, nil, tiered.Leasing{Token: "t", For: patience})[0].Err)
	require.Error(t, small.Extend(ctx, []string{"k"}, tiered.Leasing{For: patience}))
	require.Error(t, small.Release(ctx, []string{"k"}, ""))
	require.Error(t, small.Fill(ctx, "", []tiered.Filling{filling("k", "v")})[0].Err)
}
