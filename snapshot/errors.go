package snapshot

import (
	"errors"
	"fmt"
)

var (
	// ErrCorrupt is what every *CorruptError is: the input is damaged, cut off,
	// or no snapshot at all.
	ErrCorrupt = errors.New("snapshot: corrupt")

	// ErrVersion is returned for input in a version of the format that this
	// package does not know. The error tells both versions.
	ErrVersion = errors.New("snapshot: unknown version of the format")

	// ErrCodec is returned for input whose keys or values were written by
	// another codec than that of the Format. The error tells both IDs.
	ErrCodec = errors.New("snapshot: written by another codec")
)

// CorruptError tells where input stops making sense, and why. It is ErrCorrupt
// for errors.Is.
type CorruptError struct {
	// Path is the file's name, "" where Read was given the input.
	Path string

	// Offset is the number of good bytes before what is wrong: the beginning of
	// the part whose checksum or content is wrong, or the length of an input
	// that is cut off.
	Offset int64

	// Reason says what is wrong.
	Reason string

	// Err is the cause, or nil: io.ErrUnexpectedEOF for input that is cut off,
	// a codec's error for bytes that it cannot decode. Reason tells it.
	Err error
}

// Error returns path, offset and reason in one line.
func (e *CorruptError) Error() string {
	where := ""
	if e.Path != "" {
		where = e.Path + ": "
	}
	return fmt.Sprintf("snapshot: %scorrupt at byte %d: %s", where, e.Offset, e.Reason)
}

// Is makes every CorruptError an ErrCorrupt.
func (e *CorruptError) Is(target error) bool { return target == ErrCorrupt }

// Unwrap returns the cause.
func (e *CorruptError) Unwrap() error { return e.Err }
