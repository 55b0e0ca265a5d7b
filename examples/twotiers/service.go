package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/contrib/redis"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/examples/internal/userdb"
	"github.com/larder-go/larder/tiered"
)

// service answers requests for users.
type service struct {
	db     *userdb.DB
	users  *tiered.Cache[userdb.User]
	client io.Closer // of Redis; nil without
	mux    http.ServeMux
}

func newService(db *userdb.DB, addr string, log *slog.Logger) (*service, error) {
	s := &service{db: db}
	o := tiered.Options[userdb.User]{
		Options:      larder.Options[string, userdb.User]{TTL: 10 * time.Minute, Jitter: 0.1, Capacity: 10_000},
		L1:           tiered.Over[userdb.User](cow.New),
		Load:         s.load,
		MaxStaleness: 5 * time.Second,
		Freshness: tiered.Freshness{
			RefreshAfter: 0.8, StaleIfError: time.Hour, SoftTimeout: 200 * time.Millisecond, NegativeTTL: 10 * time.Second,
		},
		Logger: log,
	}
	if addr != "" {
		client := goredis.NewClient(redis.ClientOptions(addr))
		s.client = client
		names := redis.Options{Namespace: "users"}
		remote, err := redis.NewRemote(client, names)
		if err != nil {
			return nil, err
		}
		backplane, err := redis.NewBackplane(client, names)
		if err != nil {
			return nil, err
		}
		o.Remote, o.Backplane = remote, backplane
	}
	var err error
	if s.users, err = tiered.New(o); err != nil {
		return nil, err
	}
	s.mux.HandleFunc("GET /users/{id}", s.get)
	s.mux.HandleFunc("PUT /users/{id}", s.put)
	s.mux.HandleFunc("DELETE /users/{id}", s.remove)
	s.mux.HandleFunc("GET /stats", s.stats)
	return s, nil
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// close sends what Redis has not been told, and closes.
func (s *service) close(ctx context.Context) error {
	err := s.users.Close(ctx)
	if s.client != nil {
		err = errors.Join(err, s.client.Close())
	}
	return err
}

// load reads one user from the database: its error for one that is not there says so, and is
// remembered for NegativeTTL.
func (s *service) load(ctx context.Context, key string) (tiered.Loaded[userdb.User], error) {
	id, err := strconv.ParseInt(key, 10, 64)
	if err != nil {
		return tiered.Loaded[userdb.User]{}, err
	}
	u, err := s.db.User(ctx, id)
	return tiered.Loaded[userdb.User]{Value: u, Tags: []string{"team:" + u.Team}}, err
}

// key takes the number of a user from a request.
func key(r *http.Request) (id int64, key string, err error) {
	if id, err = strconv.ParseInt(r.PathValue("id"), 10, 64); err != nil || id < 1 {
		return 0, "", errors.New("a user's number is a whole one, from 1")
	}
	return id, strconv.FormatInt(id, 10), nil
}

func (s *service) get(w http.ResponseWriter, r *http.Request) {
	_, k, err := key(r)
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"error": err.Error()})
		return
	}
	before := s.users.Stats()
	u, err := s.users.Get(r.Context(), k)
	switch {
	case errors.Is(err, larder.ErrNotFound):
		answer(w, http.StatusNotFound, map[string]any{"error": "there is no such user"})
	case err != nil:
		answer(w, http.StatusServiceUnavailable, map[string]any{"error": err.Error()})
	default:
		answer(w, http.StatusOK, map[string]any{"user": u, "source": source(before, s.users.Stats())})
	}
}

// source says which tier has answered: as far as nobody else has asked meanwhile.
func source(before, after tiered.Stats) string {
	switch {
	case after.Origin.Loads > before.Origin.Loads:
		return "database"
	case after.Remote.Hits > before.Remote.Hits:
		return "redis"
	}
	return "memory"
}

// put changes the database first, and then invalidates: a load that begins in between finds the
// new row, and one that began before is not kept.
func (s *service) put(w http.ResponseWriter, r *http.Request) {
	id, k, err := key(r)
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"error": err.Error()})
		return
	}
	name, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<10))
	if err != nil || strings.TrimSpace(string(name)) == "" {
		answer(w, http.StatusBadRequest, map[string]any{"error": "the body is the name, up to a kilobyte"})
		return
	}
	u, err := s.db.Save(r.Context(), id, strings.TrimSpace(string(name)))
	pending, told := s.changed(r.Context(), k)
	if err = errors.Join(err, told); err != nil {
		answer(w, http.StatusServiceUnavailable, map[string]any{"error": err.Error()})
		return
	}
	answer(w, http.StatusOK, map[string]any{"user": u, "pending": pending})
}

// remove is put for a user who is to be gone.
func (s *service) remove(w http.ResponseWriter, r *http.Request) {
	id, k, err := key(r)
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"error": err.Error()})
		return
	}
	err = s.db.Remove(r.Context(), id)
	pending, told := s.changed(r.Context(), k)
	switch err = errors.Join(err, told); {
	case errors.Is(err, larder.ErrNotFound):
		answer(w, http.StatusNotFound, map[string]any{"error": "there is no such user"})
	case err != nil:
		answer(w, http.StatusServiceUnavailable, map[string]any{"error": err.Error()})
	default:
		answer(w, http.StatusOK, map[string]any{"pending": pending})
	}
}

// changed invalidates a user whose row was changed, or may have been: a commit that has failed may be
// one all the same. That has to be done even where the client has gone by now, so it does
// without the end of the request's context. Where Redis cannot be told, the other instances may
// serve the old row for MaxStaleness longer than that lasts: pending says so.
func (s *service) changed(ctx context.Context, key string) (pending bool, err error) {
	err = s.users.Delete(context.WithoutCancel(ctx), key)
	if errors.Is(err, tiered.ErrPending) {
		return true, nil
	}
	return false, err
}

func (s *service) stats(w http.ResponseWriter, _ *http.Request) {
	st := s.users.Stats()
	answer(w, http.StatusOK, map[string]any{
		"memory_hits": st.Memory.Hits, "redis_hits": st.Remote.Hits, "loads": st.Origin.Loads,
		"redis_errors": st.Remote.Errors, "redis_breaker": st.Remote.Breaker, "pending": st.Remote.Pending, "messages": st.Backplane.Received,
	})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // or the client has gone
}
