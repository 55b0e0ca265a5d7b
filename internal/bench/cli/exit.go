package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/larder-go/larder/internal/bench"
)

// Exit codes, beside 0.
const (
	ExitRegression  = 1   // a confirmed regression: compare and ab alone
	ExitUsage       = 2   // a usage error, or input that cannot be parsed
	ExitInvalid     = 3   // an invalid measurement
	ExitUndecided   = 4   // inconclusive: compare and ab alone
	ExitIO          = 5   // input or output that cannot be opened, read or written
	ExitInterrupted = 130 // Ctrl-C
)

// ExitError is an error that ends the command with a code. Its text is one line.
type ExitError struct {
	Code  int
	Err   error
	quiet bool // nobody is left to read the message
}

// Error returns the text of the cause.
func (e *ExitError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *ExitError) Unwrap() error { return e.Err }

func usageError(format string, args ...any) error {
	return &ExitError{Code: ExitUsage, Err: fmt.Errorf(format, args...)}
}

func ioError(format string, args ...any) error {
	return &ExitError{Code: ExitIO, Err: fmt.Errorf(format, args...)}
}

// exitError gives an error its code. Errors without one come from the arguments:
// everything that opens, reads or writes says so itself.
func exitError(err error) *ExitError {
	var known *ExitError
	switch {
	case errors.As(err, &known):
		return &ExitError{Code: known.Code, Err: err, quiet: known.quiet}
	case errors.Is(err, context.Canceled):
		return &ExitError{Code: ExitInterrupted, Err: errors.New("interrupted")}
	case errors.Is(err, bench.ErrInvalid):
		return &ExitError{Code: ExitInvalid, Err: err}
	}
	return &ExitError{Code: ExitUsage, Err: unprefixed(err)}
}

// worded is an error in the words of a command: without the name of the package
// that it comes from.
type worded struct {
	text string
	err  error
}

func unprefixed(err error) error {
	text := err.Error()
	for _, pkg := range []string{"bench", "larder", "trace", "results", "compare"} {
		text = strings.TrimPrefix(text, pkg+": ")
	}
	return &worded{text, err}
}

// Error returns the text.
func (w *worded) Error() string { return w.text }

// Unwrap returns the error as its package made it.
func (w *worded) Unwrap() error { return w.err }

// oneLine keeps messages that others made from spreading.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// stream is standard output. Its errors say so, and a reader that has gone away
// (as with "cachebench run | head -1") is not worth a message.
type stream struct{ w io.Writer }

func (s stream) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	if err != nil {
		return n, &ExitError{
			Code:  ExitIO,
			Err:   fmt.Errorf("cannot write to standard output: %w", err),
			quiet: errors.Is(err, syscall.EPIPE),
		}
	}
	return n, nil
}
