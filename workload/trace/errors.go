package trace

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// ErrFormat is wrapped by every error that is about the content of a trace or
// the name of a format: the input could be read, but not understood.
var ErrFormat = errors.New("trace: cannot be understood")

// Error tells where and why a trace could not be understood. It wraps ErrFormat.
type Error struct {
	File   string // as given to Open or Read
	Format string // name of the format; empty where none is known yet
	Line   int    // counted from 1; 0 where the place is not a line
	Byte   int64  // offset after decompression; -1 where the place is not a byte
	Reason string // what is wrong and what to do
}

// Error returns all of it in one line.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("trace: ")
	if e.File != "" {
		b.WriteString(printable(e.File) + ": ")
	}
	if e.Format != "" {
		b.WriteString(e.Format + ": ")
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", e.Line)
	}
	if e.Byte >= 0 {
		fmt.Fprintf(&b, "byte %d: ", e.Byte)
	}
	b.WriteString(e.Reason)
	return b.String()
}

// Unwrap returns ErrFormat.
func (e *Error) Unwrap() error { return ErrFormat }

// badf is an error without a place.
func badf(format string, args ...any) *Error {
	return &Error{Byte: -1, Reason: fmt.Sprintf(format, args...)}
}

// badLinef is an error in a line, counted from 1.
func badLinef(line int, format string, args ...any) *Error {
	e := badf(format, args...)
	e.Line = line
	return e
}

// badBytef is an error at an offset in the decompressed data.
func badBytef(offset int64, format string, args ...any) *Error {
	e := badf(format, args...)
	e.Byte = offset
	return e
}

// unreadable wraps an error of the operating system, or of whatever the input is
// read from.
func unreadable(name string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return fmt.Errorf("trace: %w", &fs.PathError{Op: at.Op, Path: printable(at.Path), Err: at.Err})
	}
	return fmt.Errorf("trace: %s: %w", printable(name), err)
}

// printable returns a name so that it cannot break a line of output.
func printable(name string) string {
	if q := strconv.Quote(name); q != `"`+name+`"` {
		return q
	}
	return name
}

// excerpt returns a quoted piece of the input, shortened to what a line of
// output can bear.
func excerpt[T string | []byte](s T) string {
	const most = 40
	if len(s) > most {
		return strconv.Quote(string(s[:most])) + "…"
	}
	return strconv.Quote(string(s))
}
