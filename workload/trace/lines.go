package trace

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
)

// byteOrderMark is what some editors begin a UTF-8 file with.
var byteOrderMark = []byte("\ufeff")

// lines reads text line by line, whose end is a line feed with or without a
// carriage return before it.
type lines struct {
	r *bufio.Reader
	n int // the line read last, counted from 1
}

// next returns the next line that is not blank, without its end, and io.EOF
// after the last. The line is valid until the next call.
func (l *lines) next() ([]byte, error) {
	for {
		line, err := l.r.ReadSlice('\n')
		if len(line) == 0 && err != nil {
			return nil, err
		}
		l.n++
		if errors.Is(err, bufio.ErrBufferFull) {
			return nil, l.badf("longer than %d bytes: this is no text of lines", MaxLine)
		}
		if err != nil && err != io.EOF {
			return nil, err
		}
		if l.n == 1 {
			line = bytes.TrimPrefix(line, byteOrderMark)
		}
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if bytes.IndexByte(line, 0) >= 0 {
			return nil, l.badf("holds a NUL byte: this is no text")
		}
		if len(bytes.TrimSpace(line)) > 0 {
			return line, nil
		}
	}
}

// each calls f with every line that is not blank.
func (l *lines) each(f func(line []byte) *Error) error {
	for {
		line, err := l.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if bad := f(line); bad != nil {
			bad.Line = l.n
			return bad
		}
	}
}

// badf is an error in the line read last.
func (l *lines) badf(format string, args ...any) *Error {
	return badLinef(l.n, format, args...)
}

// number returns the number in a field of text, in [0, 2^63): the published
// formats come from programs that know signed integers alone.
func number(field []byte) (uint64, *Error) {
	n, err := strconv.ParseUint(string(field), 10, 63)
	if err != nil {
		return 0, badf("%s is not a whole number from 0 to 2^63-1", excerpt(field))
	}
	return n, nil
}
