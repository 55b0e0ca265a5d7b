package tiered

import (
	"errors"
	"fmt"
)

var (
	// ErrRemoteDown is returned, wrapped with the cause, where a remote does not answer, or
	// is not asked since it did not a moment ago.
	ErrRemoteDown = errors.New("tiered: the remote does not answer")

	// ErrPending is returned by Delete, Expire, InvalidateTag and Clear where it is done
	// here, and the remote, or other nodes, could not be told yet. It will be tried again
	// until it is done: see Options.Backlog.
	ErrPending = errors.New("tiered: done here, and pending for the remote and other nodes")

	// ErrNoLoader is returned where a value has to be loaded, and there is no function for
	// that in the call or in Options.
	ErrNoLoader = errors.New("tiered: no load function (give one with the call or in Options)")

	// ErrKey is returned, wrapped, for a key that is empty, or has control characters.
	ErrKey = errors.New("tiered: key is not valid")
)

// LimitError is returned for what is larger than a limit allows. Where a load has brought
// it, its callers get the value all the same.
type LimitError struct {
	What  string // such as "key", "payload"
	Size  int    // in bytes; of a list, its length
	Limit int    // as Size
}

// Error says what is too large, and which limit that is.
func (e *LimitError) Error() string {
	return fmt.Sprintf("tiered: %s: its size of %d is above the limit of %d", e.What, e.Size, e.Limit)
}
