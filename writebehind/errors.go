package writebehind

import (
	"errors"
	"fmt"
)

var (
	// ErrFull is returned by Put and Delete where as many keys as Options.Limit
	// have pending writes and this is not one of them; nothing was enqueued. Write
	// to the store directly, slow down, or use PutWait. PutWait and DeleteWait wrap
	// it where their context ends before there is room.
	ErrFull = errors.New("writebehind: queue is full")

	// ErrGoexit is why an attempt failed in which write called runtime.Goexit.
	ErrGoexit = errors.New("writebehind: function called runtime.Goexit")

	// ErrStuck is why a write is lost whose attempt Close has cancelled and which
	// did not return within Options.Timeout. It may still take effect.
	ErrStuck = errors.New("writebehind: write did not return after its context ended (it may still take effect)")

	// ErrGivenUp is wrapped, with the cause of the context's end, by why a write is
	// lost because the context of Close ended first.
	ErrGivenUp = errors.New("writebehind: closed before the write was done")

	// ErrNilContext is returned for a nil context; nothing was done.
	ErrNilContext = errors.New("writebehind: nil context (use context.Background)")

	errNoWrite = errors.New("writebehind: New needs a function that writes to the store, not nil")
)

// PartialError is what write returns, wrapped or not, where some writes of a batch
// took effect and others did not. Only those that it names are tried again, and of these
// not those whose error is Permanent.
type PartialError[K comparable] struct {
	// Failed has the keys of the writes that failed, each with its error, or nil if there
	// is none of its own. If it is empty, or has a key that is not in the batch, it is
	// not believed, and the whole batch has failed. It must not be changed after write
	// has returned.
	Failed map[K]error
}

// Error returns the number of keys and the error of one of them.
func (e *PartialError[K]) Error() string {
	text, one := fmt.Sprintf("writebehind: %d writes of the batch failed", len(e.Failed)), "such as "
	if len(e.Failed) == 1 {
		text, one = "writebehind: 1 write of the batch failed", ""
	}
	for key, err := range e.Failed {
		if err != nil {
			return fmt.Sprintf("%s, %sthat of key %v: %v", text, one, key, err)
		}
	}
	return text
}

// Unwrap returns the errors of the keys, in no order.
func (e *PartialError[K]) Unwrap() []error {
	var all []error
	for _, err := range e.Failed {
		if err != nil {
			all = append(all, err)
		}
	}
	return all
}

// LostError is returned by Flush and Close where writes were given up.
type LostError struct {
	Lost uint64 // how many; at least 1
	Err  error  // why the last of them was
}

// Error returns the number and the reason of the last loss.
func (e *LostError) Error() string {
	if e.Lost == 1 {
		return fmt.Sprintf("writebehind: 1 write was lost: %v", e.Err)
	}
	return fmt.Sprintf("writebehind: %d writes were lost, the last one since: %v", e.Lost, e.Err)
}

// Unwrap returns Err.
func (e *LostError) Unwrap() error { return e.Err }

// PanicError is why an attempt failed in which write panicked.
type PanicError struct {
	Value any    // what it panicked with
	Stack []byte // of the goroutine that panicked, as debug.Stack gives it
}

// Error returns the value. Where the panic was is no text for those whom an error may
// reach, such as the clients of a server: log Stack.
func (e *PanicError) Error() string {
	return fmt.Sprintf("writebehind: panic: %v", e.Value)
}

// Unwrap returns the value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
