package main

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/examples/internal/userdb"
)

// slow is a database that answers when it is told to.
type slow struct {
	asked  chan struct{}
	answer chan struct{}
}

func (db *slow) User(ctx context.Context, id int64) (userdb.User, error) {
	db.asked <- struct{}{}
	select {
	case <-db.answer:
		return userdb.User{ID: id, Name: "Ada", Version: 1}, nil
	case <-ctx.Done():
		return userdb.User{}, ctx.Err()
	}
}

func (db *slow) Save(ctx context.Context, id int64, _ string) (userdb.User, error) {
	return db.User(ctx, id)
}

func onSlow(t *testing.T) (*running, *slow) {
	db := &slow{asked: make(chan struct{}), answer: make(chan struct{})}
	return start(t, func(ctx context.Context, w io.Writer) error {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		return serve(ctx, slog.New(slog.NewTextHandler(w, nil)), listener, db)
	}), db
}

// TestRequestsInProgressAreAnswered ends the service while a query runs.
func TestRequestsInProgressAreAnswered(t *testing.T) {
	s, db := onSlow(t)
	type answer struct {
		status int
		body   string
	}
	answers := make(chan answer, 1)
	go func() {
		response, err := http.Get(s.url + "/users/1")
		if err != nil {
			answers <- answer{body: err.Error()}
			return
		}
		defer response.Body.Close()
		body, _ := io.ReadAll(response.Body)
		answers <- answer{response.StatusCode, string(body)}
	}()
	<-db.asked
	s.stop()
	require.Contains(t, <-s.log, "shutting down")
	for { // until nobody listens: then Shutdown has begun, and waits
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			break
		}
		require.NoError(t, conn.Close())
	}
	require.Empty(t, s.err, "the service has ended, and left a request")
	close(db.answer)
	got := <-answers
	require.Equal(t, http.StatusOK, got.status, got.body)
	require.Contains(t, got.body, `"Ada"`)
	require.NoError(t, <-s.err)
}

// TestClientGone holds the service to ending a query that nobody waits for any more.
func TestClientGone(t *testing.T) {
	s, db := onSlow(t)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/users/1", nil)
	require.NoError(t, err)
	gone := make(chan error, 1)
	go func() {
		response, err := http.DefaultClient.Do(r)
		if err == nil {
			response.Body.Close()
		}
		gone <- err
	}()
	<-db.asked
	cancel()
	require.ErrorIs(t, <-gone, context.Canceled)
	s.stop()
	require.NoError(t, <-s.err) // and not after all of grace, since the load has been cancelled
}
