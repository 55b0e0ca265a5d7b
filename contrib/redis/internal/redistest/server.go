package redistest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// patience is for how long anything is awaited that happens in milliseconds.
const patience = 30 * time.Second

// Server is a process of redis-server. Its methods fail the test if they cannot do what
// they say. It belongs to the goroutine of the test.
type Server struct {
	t       testing.TB
	dir     string
	addr    string
	args    []string
	process *exec.Cmd
	admin   *goredis.Client
}

// Start starts an empty server with more arguments, such as "--requirepass", "x", and
// awaits that it answers.
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		if os.Getenv("LARDER_REQUIRE") == "1" {
			t.Fatal("there is no redis-server on the PATH (LARDER_REQUIRE=1)")
		}
		t.Skip("there is no redis-server on the PATH")
	}
	s := &Server{t: t, dir: t.TempDir(), addr: freeAddr(t), args: args}
	t.Cleanup(func() {
		s.Kill()
		if s.admin != nil {
			_ = s.admin.Close() // of a server that is gone
		}
	})
	s.Run()
	return s
}

// freeAddr returns an address that nobody listens at, with room for the port of a
// cluster's bus, which is 10000 higher.
func freeAddr(t testing.TB) string {
	t.Helper()
	for {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		port := l.Addr().(*net.TCPAddr).Port
		require.NoError(t, l.Close())
		if port < 55000 {
			return fmt.Sprintf("127.0.0.1:%d", port)
		}
	}
}

// Addr is where it listens. It stays the same over restarts.
func (s *Server) Addr() string { return s.addr }

// Run starts the process again after Kill, with the file that Save has left, if any.
func (s *Server) Run() {
	s.t.Helper()
	_, port, err := net.SplitHostPort(s.addr)
	require.NoError(s.t, err)
	args := append([]string{
		"--port", port, "--bind", "127.0.0.1", "--dir", s.dir, "--save", "", "--logfile", "redis.log",
		"--enable-debug-command", "yes", "--repl-diskless-sync-delay", "0",
	}, s.args...)
	s.process = exec.Command("redis-server", args...)
	require.NoError(s.t, s.process.Start())
	s.await("answers", func() bool {
		c, err := net.DialTimeout("tcp", s.addr, time.Second)
		if err != nil {
			return false
		}
		defer c.Close()
		_ = c.SetDeadline(time.Now().Add(time.Second)) // else the read below tells
		if _, err := c.Write([]byte("PING\r\n")); err != nil {
			return false
		}
		b := make([]byte, 256)
		n, err := c.Read(b)
		said := string(b[:n])
		return err == nil && (strings.HasPrefix(said, "+") || strings.HasPrefix(said, "-NOAUTH") || strings.HasPrefix(said, "-LOADING"))
	})
}

// await polls until something is so.
func (s *Server) await(what string, is func() bool) {
	s.t.Helper()
	for end := time.Now().Add(patience); !is(); {
		if time.Now().After(end) {
			log, _ := os.ReadFile(filepath.Join(s.dir, "redis.log"))
			s.t.Fatalf("the server at %s never %s; its log:\n%s", s.addr, what, log)
		}
		<-time.After(5 * time.Millisecond)
	}
}

// Kill ends the process as kill -9 does. One that has ended stays so.
func (s *Server) Kill() {
	if s.process == nil {
		return
	}
	_ = s.process.Process.Kill() // it may have ended
	_ = s.process.Wait()         // tells that it was killed
	s.process = nil
}

// RestartEmpty kills the process, and starts it without any data.
func (s *Server) RestartEmpty() {
	s.t.Helper()
	s.Kill()
	require.NoError(s.t, os.RemoveAll(filepath.Join(s.dir, "dump.rdb")))
	s.Run()
}

// Restart kills the process, and starts it with what Save has saved, and with more
// arguments from now on.
func (s *Server) Restart(args ...string) {
	s.t.Helper()
	s.Kill()
	s.args = append(s.args, args...)
	s.Run()
}

// Save writes all data to the file that a next start reads.
func (s *Server) Save() { s.Do("SAVE") }

// Hang stops the process as SIGSTOP does: connections stay open, nothing is answered.
func (s *Server) Hang() {
	s.t.Helper()
	require.NoError(s.t, s.process.Process.Signal(syscall.SIGSTOP))
}

// Resume ends Hang.
func (s *Server) Resume() {
	s.t.Helper()
	require.NoError(s.t, s.process.Process.Signal(syscall.SIGCONT))
}

// Do executes a command, and returns the answer. The connection is one without a
// password.
func (s *Server) Do(args ...any) any {
	s.t.Helper()
	answer, err := s.Admin().Do(context.Background(), args...).Result()
	if err != goredis.Nil {
		require.NoError(s.t, err, "%v at %s", args, s.addr)
	}
	return answer
}

// Admin is a client that is not the one under test. It is closed with the test.
func (s *Server) Admin() *goredis.Client {
	if s.admin == nil {
		s.admin = goredis.NewClient(&goredis.Options{Addr: s.addr, Protocol: 2, DisableIdentity: true})
	}
	return s.admin
}
