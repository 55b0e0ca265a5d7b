// Command service is a small HTTP service with a cache before its database, as one
// would run it: users by their number, metrics for Prometheus, and an end that lets
// requests finish.
//
//	go -C examples run ./service -addr 127.0.0.1:8080
//
//	curl http://127.0.0.1:8080/users/1
//	curl -X PUT -d '{"name":"Ada Lovelace"}' http://127.0.0.1:8080/users/1
//	curl http://127.0.0.1:8080/metrics
//	curl http://127.0.0.1:8080/stats
//
// Users 1 to 3 are there to begin with, in a database that is removed at the end; with
// -db FILE it is a file of yours, which stays.
//
// The last two show the same counts. To compare them by hand, divide in /metrics
// larder_hits_total by the sum of that and larder_misses_total: that is HitRatio in
// /stats, as long as nobody asks for users meanwhile.
//
// Ctrl-C, or SIGTERM, ends it: no more connections, the requests in progress are
// answered, then the cache is closed, then the database.
package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"log/slog"
	"net"

	"github.com/larder-go/larder/examples/internal/program"
)

func main() { program.Main("service", run) }

// run serves until ctx ends. It logs to w, first the address that it listens on.
func run(ctx context.Context, args []string, w io.Writer) error {
	flags := flag.NewFlagSet("service", flag.ContinueOnError)
	flags.SetOutput(w)
	addr := flags.String("addr", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one")
	path := flags.String("db", "", "database `file`, made if it is not there; if not given, one with three users that is removed at the end")
	if err := program.Parse(flags, args); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(w, nil))

	db, err := program.Open(ctx, *path)
	if err != nil {
		return err
	}
	defer db.Close()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", *addr)
	if err != nil {
		return err
	}
	return serve(ctx, log, listener, db)
}

// serve answers requests until ctx ends, and then those in progress. It closes the
// listener, and the cache last.
func serve(ctx context.Context, log *slog.Logger, listener net.Listener, db database) error {
	s, err := newService(log, db)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	return program.Serve(ctx, log, listener, s.handler(), s.users.Close)
}
