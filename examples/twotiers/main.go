// Command twotiers is an HTTP service with two tiers before its database: its own memory,
// and Redis, which it shares with its other instances. Start two of them:
//
//	redis-server --port 6390 --save ''
//	go -C examples run ./twotiers -addr 127.0.0.1:8081 -redis 127.0.0.1:6390 -db /tmp/users.db
//	go -C examples run ./twotiers -addr 127.0.0.1:8082 -redis 127.0.0.1:6390 -db /tmp/users.db
//
//	curl http://127.0.0.1:8081/users/1
//	curl http://127.0.0.1:8082/users/1       # from Redis: "source" says so
//	curl -X PUT -d 'Ada Lovelace' http://127.0.0.1:8081/users/1
//	curl http://127.0.0.1:8082/users/1       # the new name
//	curl -X DELETE http://127.0.0.1:8082/users/1
//
// Stop Redis, and both go on: what one changes the other sees after MaxStaleness, five
// seconds here, or when Redis is back. Without -redis there is one instance with a
// second tier in its own memory.
//
// Use this shape where several instances serve the same rows. For one, the example service
// is enough.
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
	switch err := run(ctx, os.Args[1:], os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "twotiers:", err)
		os.Exit(1)
	}
}

// errUsage says that the command line is wrong, and that its author has been told.
var errUsage = errors.New("bad command line")

// run serves until ctx ends. It logs to w, first the address that it listens on.
func run(ctx context.Context, args []string, w io.Writer) error {
	flags := flag.NewFlagSet("twotiers", flag.ContinueOnError)
	flags.SetOutput(w)
	addr := flags.String("addr", "127.0.0.1:8081", "`address` to listen on; port 0 takes a free one")
	path := flags.String("db", "", "database `file`, shared by the instances; if not given, one with three users that is removed at the end")
	redis := flags.String("redis", "", "`address` of a Redis server, shared by the instances; if not given, the second tier is in memory")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return fmt.Errorf("%w: %w", errUsage, err)
	case flags.NArg() > 0:
		fmt.Fprintf(w, "twotiers: %q is no flag (-h tells them)\n", flags.Arg(0))
		return errUsage
	}
	log := slog.New(slog.NewTextHandler(w, nil))
	db, err := open(ctx, *path)
	if err != nil {
		return err
	}
	defer db.Close()
	s, err := newService(db, *redis, log)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", *addr)
	if err != nil {
		return errors.Join(err, s.close(ctx))
	}
	log.Info("listening", "addr", listener.Addr().String())
	server := &http.Server{Handler: s, ReadHeaderTimeout: 5 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	// The requests in progress are answered, then what Redis has not been told is sent.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return errors.Join(err, server.Shutdown(last), s.close(last))
}

func open(ctx context.Context, path string) (*userdb.DB, error) {
	if path == "" {
		return userdb.Sample(ctx)
	}
	return userdb.Open(ctx, path)
}
