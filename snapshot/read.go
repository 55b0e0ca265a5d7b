package snapshot

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// Read reads what Write wrote, and leaves out what has expired at now; the zero
// time leaves out nothing. It returns all entries or an error, and nothing
// before the trailer has been verified.
//
// It reads to the end of the trailer and not a byte further, so that a snapshot
// may be a part of a longer stream, and a connection need not be closed for it
// to end. It needs no buffered reader.
//
// Damaged or cut-off input is a *CorruptError. Another version is ErrVersion,
// other codecs ErrCodec; both are told apart from damage, since they have
// passed their checksums. Errors of r are passed on, wrapped. O(n) time and
// memory, however large the lengths are that the input declares.
func Read[K, V any](r io.Reader, f Format[K, V], now time.Time) (*Contents[K, V], error) {
	return read(&reader{from: r}, f, now)
}

func read[K, V any](r *reader, f Format[K, V], now time.Time) (*Contents[K, V], error) {
	f, err := f.resolve()
	if err != nil {
		return nil, err
	}
	if err := r.preamble(); err != nil {
		return nil, err
	}
	if err := r.codecs(f.Key.ID(), f.Value.ID()); err != nil {
		return nil, err
	}
	c := new(Contents[K, V])
	for total := uint64(0); ; {
		start := r.offset
		size, count, err := r.head()
		if err != nil {
			return nil, err
		}
		if size == 0 {
			if count != total {
				return nil, r.corrupt(start, "the trailer counts %d entries, the blocks have %d", count, total)
			}
			return c, nil
		}
		if err := block(r, f, now, size, int(count), c); err != nil {
			return nil, err
		}
		total += count
	}
}

// reader is a snapshot being read.
type reader struct {
	from   io.Reader
	path   string   // of the file, for messages; "" for none
	offset int64    // of the next byte
	sum    checksum // of all bytes so far but the checksums
	buf    []byte   // what take returned last
}

// take reads n bytes of what ("a block") and adds them to the checksum. They are
// good until it is called again. Memory grows with what has arrived: n may be a lie.
func (r *reader) take(n int, what string) ([]byte, error) {
	r.buf = r.buf[:0]
	for len(r.buf) < n {
		have := len(r.buf)
		step := min(n-have, max(have, 2*blockSize))
		r.buf = slices.Grow(r.buf, step)[:have+step]
		if err := r.full(r.buf[have:], what); err != nil {
			return nil, err
		}
	}
	r.sum.add(r.buf)
	return r.buf, nil
}

// full fills p.
func (r *reader) full(p []byte, what string) error {
	n, err := io.ReadFull(r.from, p)
	r.offset += int64(n)
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return r.corruptBy(io.ErrUnexpectedEOF, r.offset, "the input ends within %s", what)
	}
	if err != nil {
		return fmt.Errorf("snapshot: reading byte %d: %w", r.offset, err)
	}
	return nil
}

// check reads the checksum of what began at start.
func (r *reader) check(start int64, what string) error {
	var p [sumSize]byte
	if err := r.full(p[:], what); err != nil {
		return err
	}
	if got := binary.LittleEndian.Uint32(p[:]); got != uint32(r.sum) {
		return r.corrupt(start, "the checksum of %s is %08x, its bytes give %08x", what, got, uint32(r.sum))
	}
	return nil
}

func (r *reader) preamble() error {
	p, err := r.take(len(magic)+4, "the preamble")
	if err != nil {
		return err
	}
	if string(p[:len(magic)]) != magic {
		return r.corrupt(0, "it begins with %q, a snapshot with %q", p[:len(magic)], magic)
	}
	has := binary.LittleEndian.Uint32(p[len(magic):])
	if err := r.check(0, "the preamble"); err != nil {
		return err
	}
	if has != version {
		return fmt.Errorf("%w: %s has version %d, this program reads version %d", ErrVersion, r.name(), has, version)
	}
	return nil
}

// codecs reads the IDs and compares them with those wanted.
func (r *reader) codecs(key, value string) error {
	const what = "the codecs"
	lengths, err := r.part(2, what)
	if err != nil {
		return err
	}
	keyLen, valueLen := int(lengths[0]), int(lengths[1])
	ids, err := r.part(keyLen+valueLen, what)
	if err != nil {
		return err
	}
	hasKey, hasValue := string(ids[:keyLen]), string(ids[keyLen:])
	if hasKey != key {
		return fmt.Errorf("%w: the keys of %s have %q, Format.Key is %q", ErrCodec, r.name(), hasKey, key)
	}
	if hasValue != value {
		return fmt.Errorf("%w: the values of %s have %q, Format.Value is %q", ErrCodec, r.name(), hasValue, value)
	}
	return nil
}

// part is take and check.
func (r *reader) part(n int, what string) ([]byte, error) {
	start := r.offset
	p, err := r.take(n, what)
	if err != nil {
		return nil, err
	}
	if err := r.check(start, what); err != nil {
		return nil, err
	}
	return p, nil
}

// head reads the head of a block, or of the trailer, whose size is 0.
func (r *reader) head() (size int, count uint64, err error) {
	const what = "the head of a block or of the trailer"
	start := r.offset
	p, err := r.part(headSize, what)
	if err != nil {
		return 0, 0, err
	}
	declared := binary.LittleEndian.Uint32(p)
	count = binary.LittleEndian.Uint64(p[4:])
	if declared > maxBlock {
		return 0, 0, r.corrupt(start, "a block of %d bytes, more than the %d that one may have", declared, maxBlock)
	}
	if declared > 0 && (count == 0 || count > uint64(declared/entrySize)) {
		return 0, 0, r.corrupt(start, "%d entries in a block of %d bytes", count, declared)
	}
	return int(declared), count, nil
}

// name is what errors call the input.
func (r *reader) name() string {
	if r.path == "" {
		return "the input"
	}
	return r.path
}

func (r *reader) corrupt(offset int64, format string, args ...any) error {
	return r.corruptBy(nil, offset, format, args...)
}

func (r *reader) corruptBy(cause error, offset int64, format string, args ...any) error {
	return &CorruptError{Path: r.path, Offset: offset, Reason: fmt.Sprintf(format, args...), Err: cause}
}
