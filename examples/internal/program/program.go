// Package program is what the services among the examples share, and what any service has: flags,
// exit codes, and an end that lets requests finish.
//
// Use it for an example that serves HTTP; one that prints and ends needs none of it.
package program

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

// ErrUsage says that the command line is wrong, and that its author has been told.
var ErrUsage = errors.New("bad command line")

// Main runs a command until it ends by itself, or Ctrl-C or SIGTERM ends its context; a
// second Ctrl-C ends the program at once. The exit status is 2 for ErrUsage, and 1 for other errors.
func Main(name string, run func(ctx context.Context, args []string, w io.Writer) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	err := run(ctx, os.Args[1:], os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, ErrUsage):
		os.Exit(2)
	case err != nil:
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// Parse has flags, which tell of themselves, take the arguments: all of them. The error is
// flag.ErrHelp or ErrUsage.
func Parse(flags *flag.FlagSet, args []string) error {
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return fmt.Errorf("%w: %w", ErrUsage, err)
	case flags.NArg() > 0:
		fmt.Fprintf(flags.Output(), "%s: %q is no flag (-h tells them)\n", flags.Name(), flags.Arg(0))
		return ErrUsage
	}
	return nil
}

// Open opens a database file, or without a path one with three users in a folder of its own, which
// Close removes: nothing is left where the program was started.
func Open(ctx context.Context, path string) (*userdb.DB, error) {
	if path == "" {
		return userdb.Sample(ctx)
	}
	return userdb.Open(ctx, path)
}

// Grace is how long requests in progress, and what is closed after them, have at the end.
const Grace = 10 * time.Second

// Serve answers requests until ctx ends, and then those in progress, and calls closing, whose
// context ends after Grace. It logs the address first, and closes the listener.
func Serve(ctx context.Context, log *slog.Logger, listener net.Listener, h http.Handler, closing func(context.Context) error) (err error) {
	server := &http.Server{
		Handler:           h,
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
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), Grace)
	defer cancel()
	if late := server.Shutdown(ending); late != nil {
		err = errors.Join(err, late, server.Close())
	}
	return errors.Join(err, closing(ending))
}
