package loader

import (
	"errors"
	"fmt"
)

var (
	// ErrRecursiveLoad is returned to a load that asks for a key whose load waits
	// for it.
	ErrRecursiveLoad = errors.New("loader: a load waits for itself")

	// ErrTimeout is returned when a load takes longer than Options.HardTimeout, for
	// this caller, or Options.LoadTimeout, for all.
	ErrTimeout = errors.New("loader: load timed out")

	// ErrTooManyWaiters is returned where Options.MaxWaiters wait for the key
	// already.
	ErrTooManyWaiters = errors.New("loader: too many callers wait for the key")

	// ErrNoLoader is returned where no load function was given: neither with the
	// call nor with Options.
	ErrNoLoader = errors.New("loader: no load function (give one with the call or in Options)")

	// ErrNilContext is returned for a nil context.
	ErrNilContext = errors.New("loader: nil context (use context.Background)")

	// ErrNotModified is returned where a load says NotModified and there is no value
	// that it could mean.
	ErrNotModified = errors.New("loader: load returned NotModified, but there is no previous value")

	// ErrVersion is returned by Put where a value with a higher version is there.
	ErrVersion = errors.New("loader: a value with a higher version is there")

	// ErrExited is returned where a load called runtime.Goexit (as t.FailNow does).
	ErrExited = errors.New("loader: load called runtime.Goexit")
)

// PanicError is returned where a load panicked, to everybody who waited for it.
type PanicError struct {
	Value any    // what was given to panic
	Stack []byte // of the goroutine that panicked
}

// Error returns the value. The stack is for the log.
func (e *PanicError) Error() string { return fmt.Sprintf("loader: load panicked: %v", e.Value) }

// Unwrap returns the value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
