package trace

import (
	"bufio"
	"bytes"
)

// readLIRS reads one number a line: a Get. Lines that are `*` separate the parts
// of a trace and are skipped.
func readLIRS(r *bufio.Reader, b *builder) error {
	l := &lines{r: r}
	return l.each(func(line []byte) *Error {
		field := bytes.TrimSpace(line)
		if string(field) == "*" {
			return nil
		}
		id, err := number(field)
		if err != nil {
			return err
		}
		return b.get(id)
	})
}
