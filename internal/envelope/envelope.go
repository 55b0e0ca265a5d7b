package envelope

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"time"
)

// Errors of Decode are wrapped with more.
var (
	ErrCorrupt = errors.New("envelope: payload is corrupt")                // cut off, changed, or never whole
	ErrForeign = errors.New("envelope: payload is not what was asked for") // no payload of this package, of another schema or key
	ErrFormat  = errors.New("envelope: payload has another format")        // of another release
)

// Payload is what an envelope holds. Of one that Decode has returned, Value and Tags are
// parts of the bytes that were decoded: they hold as long as those are not changed.
type Payload struct {
	Key    string
	Schema string // how Value is encoded
	Value  []byte
	Absent bool // it was looked for, and there is none: Value is empty

	Fresh   time.Duration // since it was stored
	Keep    time.Duration // after it was fresh
	Refresh time.Duration // the age at which it is to be loaded anew; 0 if not before its end
	Cost    time.Duration // of the load
	Tags    []string
}

const (
	magic   = "lrdr"
	format  = 1
	absent  = 1 // a flag
	trailer = 4
	header  = len(magic) + 2

	// mostTags bounds what a payload can have allocated before its checksum is known.
	mostTags = 1 << 10
)

var table = crc32.MakeTable(crc32.Castagnoli)

// Append appends the payload in its envelope to b. It refuses a payload that Decode
// would not take: one with negative durations, too many tags, or a value although there
// is none.
func Append(b []byte, p *Payload) ([]byte, error) {
	switch {
	case p.Fresh < 0 || p.Keep < 0 || p.Refresh < 0 || p.Cost < 0:
		return b, fmt.Errorf("envelope: negative durations among %v, %v, %v and %v", p.Fresh, p.Keep, p.Refresh, p.Cost)
	case len(p.Tags) > mostTags:
		return b, fmt.Errorf("envelope: %d tags, and %d are the most", len(p.Tags), mostTags)
	case p.Absent && len(p.Value) > 0:
		return b, errors.New("envelope: a value of what is absent")
	}
	start := len(b)
	flags := byte(0)
	if p.Absent {
		flags |= absent
	}
	b = append(append(b, magic...), format, flags)
	b = appendText(b, p.Schema)
	b = appendText(b, p.Key)
	for _, d := range []time.Duration{p.Fresh, p.Keep, p.Refresh, p.Cost} {
		b = binary.AppendUvarint(b, uint64(d))
	}
	b = binary.AppendUvarint(b, uint64(len(p.Tags)))
	for _, tag := range p.Tags {
		b = appendText(b, tag)
	}
	b = append(binary.AppendUvarint(b, uint64(len(p.Value))), p.Value...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b[start:], table)), nil
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// Decode takes a payload out of its envelope, of this key and schema. An error wraps
// ErrCorrupt, ErrForeign or ErrFormat. It allocates for nothing but the tags, and that
// only where the checksum is right.
func Decode(b []byte, key, schema string) (Payload, error) {
	var p Payload
	switch {
	case len(b) < len(magic) || string(b[:len(magic)]) != magic:
		return p, fmt.Errorf("%w: it does not begin as one of larder's", ErrForeign)
	case len(b) < header+trailer:
		return p, fmt.Errorf("%w: it is cut off after %d bytes", ErrCorrupt, len(b))
	}
	body := b[:len(b)-trailer]
	sum, want := crc32.Checksum(body, table), binary.LittleEndian.Uint32(b[len(body):])
	if b[len(magic)] != format {
		// The checksum is not looked at: who knows where another release has it.
		return p, fmt.Errorf("%w: it is of format %d, and this is %d", ErrFormat, b[len(magic)], format)
	}
	if sum != want {
		return p, fmt.Errorf("%w: its checksum is %08x, and its bytes have %08x", ErrCorrupt, want, sum)
	}
	flags := b[header-1]
	r := reader{rest: body[header:]}
	p = Payload{Schema: schema, Key: key, Absent: flags&absent != 0}
	gotSchema, gotKey := r.bytes(), r.bytes()
	p.Fresh, p.Keep, p.Refresh, p.Cost = r.duration(), r.duration(), r.duration(), r.duration()
	tags := r.uvarint()
	switch {
	case r.failed || tags > mostTags || flags&^absent != 0:
		return Payload{}, fmt.Errorf("%w: its checksum is right, and its fields are not", ErrCorrupt)
	case string(gotSchema) != schema:
		return Payload{}, fmt.Errorf("%w: it is of schema %q, and %q was asked for", ErrForeign, shown(gotSchema), schema)
	case string(gotKey) != key:
		return Payload{}, fmt.Errorf("%w: it is of another key", ErrForeign) // keys may be secrets
	}
	for range tags {
		p.Tags = append(p.Tags, string(r.bytes()))
	}
	p.Value = r.bytes()
	if r.failed || len(r.rest) > 0 || p.Absent && len(p.Value) > 0 {
		return Payload{}, fmt.Errorf("%w: its checksum is right, and its fields are not", ErrCorrupt)
	}
	return p, nil
}

// shown returns the beginning of what may be long.
func shown(b []byte) []byte { return b[:min(len(b), 40)] }

// reader reads fields until one is missing. It is one goroutine's.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) duration() time.Duration {
	v := time.Duration(r.uvarint())
	r.failed = r.failed || v < 0
	return v
}

// bytes returns a field with its length before it: a part of what is read, never longer.
func (r *reader) bytes() []byte {
	n := r.uvarint()
	if r.failed || n > uint64(len(r.rest)) {
		r.failed = true
		return nil
	}
	field := r.rest[:n:n]
	r.rest = r.rest[n:]
	return field
}
