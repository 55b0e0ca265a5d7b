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
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/larder-go/larder/examples/internal/userdb"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	switch err := run(ctx, os.Args[1:], os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "service:", err)
		os.Exit(1)
	}
}

// errUsage says that the command line is wrong, and that its author has been told.
var errUsage = errors.New("bad command line")

// run serves until ctx ends. It logs to w, first the address that it listens on.
func run(ctx context.Context, args []string, w io.Writer) error {
	flags := flag.NewFlagSet("service", flag.ContinueOnError)
	flags.SetOutput(w)
	addr := flags.String("addr", "127.0.0.1:8080", "`address` to listen on; port 0 takes a free one")
	path := flags.String("db", "", "database `file`, made if it is not there; if not given, one with three users that is removed at the end")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return fmt.Errorf("%w: %w", errUsage, err)
	case flags.NArg() > 0:
		fmt.Fprintf(w, "service: %q is no flag (-h tells them)\n", flags.Arg(0))
		return errUsage
	}
	log := slog.New(slog.NewTextHandler(w, nil))

	db, err := open(ctx, *path)
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

// open opens a database file, or without a path one in a folder of its own, which Close
// removes: nothing is left where the program was started.
func open(ctx context.Context, path string) (*userdb.DB, error) {
	if path == "" {
		return userdb.Sample(ctx)
	}
	return userdb.Open(ctx, path)
}

// grace is how long requests in progress have when the service is to end.
const grace = 10 * time.Second

// serve answers requests until ctx ends, and then those in progress. It closes the
// listener.
func serve(ctx context.Context, log *slog.Logger, listener net.Listener, db database) error {
	s, err := newService(log, db)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	log.Info("listening", "url", "http://"+listener.Addr().String())

	select {
	case err = <-failed: // the listener broke
	case <-ctx.Done():
		log.Info("shutting down")
	}
	// ctx has ended: what is left has a time of its own.
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if late := server.Shutdown(ending); late != nil {
		err = errors.Join(err, late, server.Close())
	}
	return errors.Join(err, s.users.Close(ending))
}
