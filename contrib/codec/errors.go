package codec

import (
	"errors"
	"fmt"
)

// ErrCorrupt is returned by Decode, wrapped with what is wrong, for bytes that no Append of
// the codec has written.
var ErrCorrupt = errors.New("codec: payload is corrupt")

func corrupt(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrCorrupt, fmt.Errorf(format, args...))
}

// recovered makes an error of a panic of a value's own method, or of a library.
func recovered(id string, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("codec: %q panicked: %v", id, p)
	}
}
