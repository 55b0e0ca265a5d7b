package trace

import (
	"bufio"
	"encoding/binary"
	"io"
)

// integer decodes one integer from the first bytes of a slice.
type integer struct {
	bytes  int
	decode func([]byte) uint64
}

var (
	be32 = integer{4, func(p []byte) uint64 { return uint64(binary.BigEndian.Uint32(p)) }}
	be64 = integer{8, binary.BigEndian.Uint64}
	le32 = integer{4, func(p []byte) uint64 { return uint64(binary.LittleEndian.Uint32(p)) }}
	le64 = integer{8, binary.LittleEndian.Uint64}
)

// readIntegers reads nothing but integers of one kind, each a Get. All 64 bits
// count: identifiers are often hashes.
func readIntegers(k integer) func(*bufio.Reader, *builder) error {
	return func(r *bufio.Reader, b *builder) error {
		return records(r, k.bytes, func(p []byte) *Error { return b.get(k.decode(p)) })
	}
}

// records calls f with each record of that many bytes. An error of f without a
// place gets that of the record.
func records(r *bufio.Reader, size int, f func(record []byte) *Error) error {
	for at := int64(0); ; at += int64(size) {
		record, err := r.Peek(size)
		switch {
		case err == io.EOF && len(record) == 0:
			return nil
		case err == io.EOF:
			return badBytef(at, "ends within a record of %d bytes: cut off, or another format", size)
		case err != nil:
			return err
		}
		if bad := f(record); bad != nil {
			bad.Byte = at
			return bad
		}
		if _, err := r.Discard(size); err != nil {
			return err
		}
	}
}
