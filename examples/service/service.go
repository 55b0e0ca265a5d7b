package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/larder-go/larder"
	larderprom "github.com/larder-go/larder/contrib/prometheus"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/examples/internal/userdb"
	"github.com/larder-go/larder/loader"
)

// database is what the service needs of one; userdb.DB is it.
type database interface {
	// User returns a user, or an error that wraps larder.ErrNotFound.
	User(ctx context.Context, id int64) (userdb.User, error)
	// Save names a user, who need not exist, and returns the row with its new version.
	Save(ctx context.Context, id int64, name string) (userdb.User, error)
}

// service answers from a cache before a database. It is safe for concurrent use.
type service struct {
	log      *slog.Logger
	db       database
	users    *loader.Cache[int64, userdb.User]
	registry *prometheus.Registry
}

func newService(log *slog.Logger, db database) (*service, error) {
	users, err := loader.New(cow.New, loader.Options[int64, userdb.User]{
		Options: larder.Options[int64, userdb.User]{
			TTL:      time.Minute,
			Jitter:   0.1,
			Capacity: 100_000,
		},
		Load: func(ctx context.Context, id int64) (loader.Loaded[userdb.User], error) {
			u, err := db.User(ctx, id)
			return loader.Loaded[userdb.User]{Value: u, Version: u.Version}, err
		},
		RefreshAfter: 0.8,              // nobody waits for a user who is asked for often
		StaleIfError: time.Hour,        // and while the database is down there are the old answers
		NegativeTTL:  10 * time.Second, // who does not exist is asked for once in a while
		LoadTimeout:  5 * time.Second,
		MaxLoads:     64, // a crowd of misses does not become a crowd of queries
	})
	if err != nil {
		return nil, err
	}
	metrics, err := larderprom.New("users", users)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	registry := prometheus.NewRegistry() // not the global one: a second service in the program has its own
	if err := registry.Register(metrics); err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	return &service{log: log, db: db, users: users, registry: registry}, nil
}

func (s *service) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /users/{id}", s.getUser)
	mux.HandleFunc("PUT /users/{id}", s.putUser)
	mux.HandleFunc("GET /stats", s.getStats)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelError),
	}))
	return mux
}
