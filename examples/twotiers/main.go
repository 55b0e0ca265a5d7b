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
	"io"
	"log/slog"
	"net"

	"github.com/larder-go/larder/examples/internal/program"
)

func main() { program.Main("twotiers", run) }

// run serves until ctx ends. It logs to w, first the address that it listens on.
func run(ctx context.Context, args []string, w io.Writer) error {
	flags := flag.NewFlagSet("twotiers", flag.ContinueOnError)
	flags.SetOutput(w)
	addr := flags.String("addr", "127.0.0.1:8081", "`address` to listen on; port 0 takes a free one")
	path := flags.String("db", "", "database `file`, shared by the instances; if not given, one with three users that is removed at the end")
	redis := flags.String("redis", "", "`address` of a Redis server, shared by the instances; if not given, the second tier is in memory")
	if err := program.Parse(flags, args); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(w, nil))
	db, err := program.Open(ctx, *path)
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
	// The requests in progress are answered, then what Redis has not been told is sent.
	return program.Serve(ctx, log, listener, s, s.close)
}
