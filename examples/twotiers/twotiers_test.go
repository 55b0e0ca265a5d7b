package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9/logging"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/examples/internal/program"
	"github.com/larder-go/larder/examples/internal/userdb"
)

// startRedis starts a server on a free port of the loopback interface.
func startRedis(t *testing.T) (addr string, kill func()) {
	t.Helper()
	logging.Disable()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		const why = "redis-server is not installed (Debian: apt-get install redis-server)"
		if os.Getenv("LARDER_REQUIRE") == "1" {
			t.Fatal(why)
		}
		t.Skip(why)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr = l.Addr().String()
	require.NoError(t, l.Close())
	_, port, _ := net.SplitHostPort(addr)
	cmd := exec.Command(path, "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", t.TempDir())
	require.NoError(t, cmd.Start())
	kill = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	t.Cleanup(kill)
	require.Eventually(t, func() bool {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
		}
		return err == nil
	}, 20*time.Second, 10*time.Millisecond)
	return addr, kill
}

// ask makes a request, and returns the body.
func ask(t *testing.T, s *service, method, path, body string) string {
	t.Helper()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return strings.TrimSpace(w.Body.String())
}

// TestTwoInstances are coherent, and go on without Redis.
func TestTwoInstances(t *testing.T) {
	addr, kill := startRedis(t)
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "users.db")
	var both [2]*service
	for i := range both {
		db, err := userdb.Open(ctx, path)
		require.NoError(t, err)
		t.Cleanup(func() { db.Close() })
		if i == 0 {
			_, err = db.Save(ctx, 1, "Ada")
			require.NoError(t, err)
		}
		both[i], err = newService(db, addr, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
			defer cancel()
			_ = both[i].close(ctx)
		})
	}
	require.Contains(t, ask(t, both[0], "GET", "/users/1", ""), `"name":"Ada"`)
	got := ask(t, both[1], "GET", "/users/1", "")
	require.Contains(t, got, `"source":"redis"`)
	require.Contains(t, got, `"name":"Ada"`)
	got = ask(t, both[0], "PUT", "/users/1", "Ada Lovelace")
	require.Contains(t, got, `"pending":false`)
	require.Eventually(t, func() bool {
		return strings.Contains(ask(t, both[1], "GET", "/users/1", ""), "Ada Lovelace")
	}, 4*time.Second, time.Millisecond, "the message comes long before MaxStaleness")
	require.Contains(t, ask(t, both[1], "GET", "/users/1", ""), `"source":"memory"`)
	require.Contains(t, ask(t, both[0], "GET", "/users/77", ""), "there is no such user")
	require.Contains(t, ask(t, both[0], "GET", "/users/ada", ""), "a whole one")
	require.Contains(t, ask(t, both[0], "PUT", "/users/1", ""), "the body is the name")

	gone, leaves := context.WithCancel(ctx)
	leaves()
	w := httptest.NewRecorder()
	both[0].ServeHTTP(w, httptest.NewRequestWithContext(gone, "DELETE", "/users/1", nil))
	require.Equal(t, http.StatusServiceUnavailable, w.Code, "the client has gone before the database was asked")
	require.Contains(t, ask(t, both[1], "DELETE", "/users/1", ""), `"pending":false`)
	require.Contains(t, ask(t, both[1], "GET", "/users/1", ""), "there is no such user")
	require.Eventually(t, func() bool {
		return strings.Contains(ask(t, both[0], "GET", "/users/1", ""), "there is no such user")
	}, 4*time.Second, time.Millisecond, "the other instance hears of it")
	require.Contains(t, ask(t, both[1], "DELETE", "/users/1", ""), "there is no such user")
	require.Contains(t, ask(t, both[1], "PUT", "/users/1", "Ada"), `"pending":false`)
	require.Eventually(t, func() bool {
		return strings.Contains(ask(t, both[0], "GET", "/users/1", ""), "Ada")
	}, 4*time.Second, time.Millisecond, "that there is none is not remembered any more")

	kill()
	require.Contains(t, ask(t, both[0], "PUT", "/users/1", "Countess"), `"pending":true`)
	require.Contains(t, ask(t, both[0], "GET", "/users/1", ""), "Countess")
	require.Eventually(t, func() bool {
		return strings.Contains(ask(t, both[1], "GET", "/users/1", ""), "Countess")
	}, 20*time.Second, 50*time.Millisecond, "after MaxStaleness the database is asked")
	require.Contains(t, ask(t, both[0], "GET", "/stats", ""), `"pending":1`)
}

// TestRun serves over a socket, with the second tier in memory, until it is told to end.
func TestRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"-addr", "127.0.0.1:0"}, w); w.Close() }()
	line := make([]byte, 400)
	n, err := r.Read(line)
	require.NoError(t, err)
	go io.Copy(io.Discard, r)
	_, url, ok := bytes.Cut(line[:n], []byte("url="))
	for !ok { // what comes before it
		n, err = r.Read(line)
		require.NoError(t, err)
		_, url, ok = bytes.Cut(line[:n], []byte("url="))
	}
	response, err := http.Get(strings.TrimSpace(string(url)) + "/users/1")
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Contains(t, string(body), `"name":"Ada"`)
	cancel()
	require.NoError(t, <-ended)
}

func TestRunRefuses(t *testing.T) {
	for _, args := range [][]string{{"-rediss", "x"}, {"extra"}} {
		require.ErrorIs(t, run(t.Context(), args, io.Discard), program.ErrUsage)
	}
}
