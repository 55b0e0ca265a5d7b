package program_test

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
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/examples/internal/program"
)

func ExampleParse() {
	flags := flag.NewFlagSet("service", flag.ContinueOnError)
	flags.SetOutput(os.Stdout)
	addr := flags.String("addr", "127.0.0.1:8080", "`address` to listen on")
	fmt.Println(program.Parse(flags, []string{"-addr", "127.0.0.1:0"}), *addr)
	fmt.Println(program.Parse(flags, []string{"addr"}))
	// Output:
	// <nil> 127.0.0.1:0
	// service: "addr" is no flag (-h tells them)
	// bad command line
}

func TestParse(t *testing.T) {
	parse := func(args ...string) error {
		flags := flag.NewFlagSet("service", flag.ContinueOnError)
		flags.SetOutput(io.Discard)
		return program.Parse(flags, args)
	}
	require.NoError(t, parse())
	require.ErrorIs(t, parse("-h"), flag.ErrHelp)
	require.ErrorIs(t, parse("-unknown"), program.ErrUsage)
	require.ErrorIs(t, parse("extra"), program.ErrUsage)
}

// TestServeEnds: a request in progress is answered, then closing is called, whose error is told.
func TestServeEnds(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	answered := false
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-ctx.Done()
		answered = true
		fmt.Fprint(w, "answered")
	})
	last := errors.New("last words")
	ended := make(chan error, 1)
	go func() {
		ended <- program.Serve(ctx, slog.New(slog.DiscardHandler), listener, h, func(ctx context.Context) error {
			require.True(t, answered)
			require.NoError(t, ctx.Err())
			return last
		})
	}()
	response, err := http.Get("http://" + listener.Addr().String())
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, "answered", string(body))
	require.ErrorIs(t, <-ended, last)
}

func TestServeTellsOfABrokenListener(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	err = program.Serve(t.Context(), slog.New(slog.DiscardHandler), listener, http.NotFoundHandler(), func(context.Context) error { return nil })
	require.ErrorIs(t, err, net.ErrClosed)
}

func TestOpenWithoutAFile(t *testing.T) {
	db, err := program.Open(t.Context(), "")
	require.NoError(t, err)
	require.NoError(t, db.Close())
}
