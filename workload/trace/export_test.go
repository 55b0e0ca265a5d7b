package trace

import "io"

// ReadLimited is Read with other limits than MaxBytes and MaxOps.
func ReadLimited(r io.Reader, name, format string, bytes int64, ops int) (*Trace, error) {
	return read(r, name, format, limits{bytes: bytes, ops: ops})
}
