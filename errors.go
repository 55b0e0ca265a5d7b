package larder

import "errors"

var (
	// ErrClosed is returned by operations that a closed cache refuses.
	ErrClosed = errors.New("larder: cache is closed")

	// ErrTTL is returned where a time to live is negative, or is not the one
	// that all entries of a cache with SweepQueue have. To keep an entry
	// for ever, say NoExpiry; to remove one, call Delete.
	ErrTTL = errors.New("larder: negative time to live (use NoExpiry to keep an entry, Delete to remove one)")

	// ErrTooLarge is returned by Set for an entry that weighs more than the whole
	// cache may. The value that its key had is gone, since it is not the key's
	// value any more.
	ErrTooLarge = errors.New("larder: entry weighs more than the cache may hold")

	// ErrNotFound is returned, wrapped perhaps, where there is no value for a key, as
	// opposed to one that could not be had: by the functions that load values, by
	// stores in other processes, and by who passes on what they say.
	ErrNotFound = errors.New("larder: not found")

	// ErrWeight is returned by Set where Options.Weigh gave a negative weight.
	ErrWeight = errors.New("larder: negative weight (0 pins an entry)")

	// ErrKey is returned where a key holds a NaN: it is unlike itself, so that
	// what is stored under it could never be found.
	ErrKey = errors.New("larder: key holds a NaN and could never be found again")
)

// ErrLimit is wrapped by what Resize and ResizeWeight return for a limit below 1,
// or one that the cache was made without.
var ErrLimit = errors.New("larder: limit cannot be set")

// OptionError tells which field of an options struct a constructor refuses,
// and why.
type OptionError struct {
	Field  string // the field's name, such as "TTL"
	Reason string // what is wrong with its value, such as "-1s is negative"
}

// Error returns the field and the reason in one line.
func (e *OptionError) Error() string {
	return "larder: Options." + e.Field + ": " + e.Reason
}
