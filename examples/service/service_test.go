package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder/examples/internal/userdb"
)

// asProgram in the environment has the test program be the service.
const asProgram = "LARDER_EXAMPLE_SERVICE"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// running is a service that listens on a loopback port.
type running struct {
	url  string
	log  <-chan string // lines after the first; closed when the service has ended
	stop func()
	err  <-chan error
}

// start runs a service until the test ends, or stop is called.
func start(t testing.TB, serve func(ctx context.Context, w io.Writer) error) *running {
	ctx, cancel := context.WithCancel(context.Background())
	read, write := io.Pipe()
	log, ended := make(chan string, 1000), make(chan error, 1)
	go func() {
		err := serve(ctx, write)
		write.Close()
		ended <- err
	}()
	go func() {
		defer close(log)
		for lines := bufio.NewScanner(read); lines.Scan(); {
			log <- lines.Text()
		}
	}()
	t.Cleanup(func() {
		cancel()
		for range log { // to its end
		}
		http.DefaultClient.CloseIdleConnections()
	})
	first, ok := <-log
	if !ok {
		t.Fatal(<-ended)
	}
	_, url, found := strings.Cut(first, "url=")
	require.True(t, found, "the first line tells no address: %s", first)
	return &running{url: url, log: log, stop: cancel, err: ended}
}

// onFile serves a new database file.
func onFile(t testing.TB) (s *running, path string) {
	path = filepath.Join(t.TempDir(), "users.db")
	return start(t, func(ctx context.Context, w io.Writer) error {
		return run(ctx, []string{"-addr", "127.0.0.1:0", "-db", path}, w)
	}), path
}

// ask sends a request and returns the status and the body.
func (s *running) ask(t testing.TB, method, path, body string) (status int, answer string) {
	r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, strings.TrimSpace(string(text))
}

func TestAnswers(t *testing.T) {
	s, _ := onFile(t)
	for _, x := range []struct {
		method, path, body string
		status             int
		answer             string
	}{
		{"GET", "/users/1", "", 404, `{"error":"there is no such user"}`},
		{"PUT", "/users/1", `{"name":"Ada"}`, 200, `{"id":1,"name":"Ada","team":"","version":1}`},
		{"GET", "/users/1", "", 200, `{"id":1,"name":"Ada","team":"","version":1}`},
		{"PUT", "/users/1", `{"name":"Ada Lovelace"}`, 200, `{"id":1,"name":"Ada Lovelace","team":"","version":2}`},
		{"GET", "/users/1", "", 200, `{"id":1,"name":"Ada Lovelace","team":"","version":2}`},
		{"GET", "/users/0", "", 400, `{"error":"a user's number is a whole one, from 1"}`},
		{"GET", "/users/-1", "", 400, `{"error":"a user's number is a whole one, from 1"}`},
		{"GET", "/users/ada", "", 400, `{"error":"a user's number is a whole one, from 1"}`},
		{"GET", "/users/9223372036854775808", "", 400, `{"error":"a user's number is a whole one, from 1"}`},
		{"GET", "/users/9223372036854775807", "", 404, `{"error":"there is no such user"}`},
		{"PUT", "/users/1", `{"name":" "}`, 400, `{"error":"a user needs a name"}`},
		{"PUT", "/users/1", `Ada`, 400, `{"error":"the body must be JSON such as {\"name\":\"Ada\"}, of 4 KiB at most"}`},
		{"PUT", "/users/1", `{"name":"` + strings.Repeat("a", 8<<10) + `"}`, 400, `{"error":"the body must be JSON such as {\"name\":\"Ada\"}, of 4 KiB at most"}`},
		{"GET", "/users/1", "", 200, `{"id":1,"name":"Ada Lovelace","team":"","version":2}`},
		{"DELETE", "/users/1", "", 405, "Method Not Allowed"},
		{"GET", "/users", "", 404, "404 page not found"},
	} {
		status, answer := s.ask(t, x.method, x.path, x.body)
		require.Equal(t, x.status, status, "%s %s: %s", x.method, x.path, answer)
		require.Equal(t, x.answer, answer, "%s %s", x.method, x.path)
	}
}

// TestMissingIsAskedForOnce holds the service to asking the database once for a user
// who does not exist.
func TestMissingIsAskedForOnce(t *testing.T) {
	s, _ := onFile(t)
	for range 5 {
		status, _ := s.ask(t, "GET", "/users/1", "")
		require.Equal(t, http.StatusNotFound, status)
	}
	stats := s.stats(t)
	require.EqualValues(t, 1, stats["Loads"])
	require.EqualValues(t, 4, stats["NegativeHits"])
}

// TestDatabaseDown takes the table away while the service runs.
func TestDatabaseDown(t *testing.T) {
	s, path := onFile(t)
	status, _ := s.ask(t, "PUT", "/users/1", `{"name":"Ada"}`)
	require.Equal(t, http.StatusOK, status)
	db, err := userdb.Open(t.Context(), path)
	require.NoError(t, err)
	defer db.Close()
	_, err = db.SQL.ExecContext(t.Context(), `DROP TABLE users`)
	require.NoError(t, err)

	status, answer := s.ask(t, "GET", "/users/2", "")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Equal(t, `{"error":"try again later"}`, answer)
	require.Contains(t, <-s.log, "no such table", "the log has the reason")
	status, _ = s.ask(t, "GET", "/users/1", "")
	require.Equal(t, http.StatusOK, status, "what is cached is served")
	status, answer = s.ask(t, "PUT", "/users/1", `{"name":"Ada Lovelace"}`)
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Equal(t, `{"error":"try again later"}`, answer)
}

// TestMetricsAreStats sends a known mix of requests and compares what Prometheus would
// reckon from /metrics with Stats.
func TestMetricsAreStats(t *testing.T) {
	s, path := onFile(t)
	db, err := userdb.Open(t.Context(), path)
	require.NoError(t, err)
	defer db.Close()
	for id := range int64(10) {
		_, err := db.Save(t.Context(), id+1, fmt.Sprint("user ", id+1))
		require.NoError(t, err)
	}
	const rounds = 4
	for range rounds {
		for id := range 12 { // 10 who exist, 2 who do not
			s.ask(t, "GET", fmt.Sprint("/users/", id+1), "")
		}
	}

	stats := s.stats(t)
	status, page := s.ask(t, "GET", "/metrics", "")
	require.Equal(t, http.StatusOK, status)
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(page + "\n"))
	require.NoError(t, err)
	value := func(name string) float64 {
		require.Contains(t, families, name)
		metric := families[name].GetMetric()
		require.Len(t, metric, 1)
		require.Equal(t, "users", metric[0].GetLabel()[0].GetValue())
		return metric[0].GetCounter().GetValue()
	}
	hits, misses := value("larder_hits_total"), value("larder_misses_total")
	require.EqualValues(t, (rounds-1)*10, hits)
	require.EqualValues(t, 10+rounds*2, misses)
	require.Equal(t, hits/(hits+misses), stats["HitRatio"])
	require.Equal(t, stats["Hits"], hits)
	require.Equal(t, stats["Misses"], misses)
	require.Equal(t, stats["Loads"], value("larder_loads_total"))
}

func (s *running) stats(t testing.TB) (stats map[string]any) {
	status, answer := s.ask(t, "GET", "/stats", "")
	require.Equal(t, http.StatusOK, status)
	require.NoError(t, json.Unmarshal([]byte(answer), &stats))
	return stats
}

// TestWithoutAFile: the service has a database of its own, and leaves none where it was
// started, or anywhere else.
func TestWithoutAFile(t *testing.T) {
	here, temporary := t.TempDir(), t.TempDir()
	t.Chdir(here)
	t.Setenv("TMPDIR", temporary)
	t.Setenv("TMP", temporary) // on Windows
	s := start(t, func(ctx context.Context, w io.Writer) error { return run(ctx, []string{"-addr", "127.0.0.1:0"}, w) })
	status, answer := s.ask(t, "GET", "/users/1", "")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, `{"id":1,"name":"Ada","team":"navy","version":1}`, answer)
	during, err := os.ReadDir(temporary)
	require.NoError(t, err)
	require.Len(t, during, 1)
	s.stop()
	require.NoError(t, <-s.err)
	for _, folder := range []string{here, temporary} {
		left, err := os.ReadDir(folder)
		require.NoError(t, err)
		require.Empty(t, left)
	}
}

func TestEndsWithoutAnError(t *testing.T) {
	s, _ := onFile(t)
	s.ask(t, "GET", "/users/1", "")
	s.stop()
	require.NoError(t, <-s.err)
	_, err := http.Get(s.url + "/stats")
	require.Error(t, err, "nobody listens any more")
}

func TestRunRefuses(t *testing.T) {
	taken, _ := onFile(t)
	for name, x := range map[string]struct {
		args []string
		says string
	}{
		"Flag":     {[]string{"-cache"}, "bad command line"},
		"Argument": {[]string{"users.db"}, "bad command line"},
		"File":     {[]string{"-db", filepath.Join(t.TempDir(), "none", "users.db")}, "cannot open"},
		"Port": {[]string{"-db", filepath.Join(t.TempDir(), "users.db"), "-addr", strings.TrimPrefix(taken.url, "http://")},
			"in use"},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorContains(t, run(t.Context(), x.args, io.Discard), x.says)
		})
	}
}
