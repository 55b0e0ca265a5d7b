package writebehind

import "slices"

// PermanentError is an error of write that another attempt would not mend: a row that
// breaks a constraint, a value that is too large. The write is lost at once, unless a
// newer one of its key waits. It is in the error that OnLost is given, which tells such a
// loss from that of a store that was down for too long.
type PermanentError struct {
	Err error // what is wrong with the write
}

// Permanent returns a *PermanentError with err, or nil if err is nil. write returns it,
// wrapped or not, for the whole batch, or in PartialError.Failed for the write of a key;
// around a *PartialError it is said of all writes that that names. The name and the use are
// those of github.com/cenkalti/backoff.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &PermanentError{Err: err}
}

// Error returns that of Err.
func (e *PermanentError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *PermanentError) Unwrap() error { return e.Err }

// isPermanent reports whether err says so of all that it is the error of. errors.As
// would find it in a *PartialError, too, where it is said of one key.
func isPermanent[K comparable](err error) bool {
	switch err := err.(type) {
	case *PermanentError:
		return true
	case *PartialError[K]:
		return false
	case interface{ Unwrap() error }:
		return isPermanent[K](err.Unwrap())
	case interface{ Unwrap() []error }:
		return slices.ContainsFunc(err.Unwrap(), isPermanent[K])
	}
	return false
}
