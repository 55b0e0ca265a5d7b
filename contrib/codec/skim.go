package codec

import (
	"encoding/binary"
	"fmt"
)

// form is what follows the first byte of a value in MessagePack.
type form struct {
	length byte // bytes of a length, big-endian, that comes first
	fixed  byte // bytes after that, besides those that the length counts
	items  byte // values for each unit of the length; 0: it counts bytes
}

// never is the form of the one byte that is none.
var never = form{length: 255}

// forms are those of the bytes from 0xc0 to 0xdf.
var forms = [...]form{
	{}, never, {}, {}, // nil, false, true
	{length: 1}, {length: 2}, {length: 4}, // bytes
	{length: 1, fixed: 1}, {length: 2, fixed: 1}, {length: 4, fixed: 1}, // extensions
	{fixed: 4}, {fixed: 8}, // floats
	{fixed: 1}, {fixed: 2}, {fixed: 4}, {fixed: 8}, // unsigned integers
	{fixed: 1}, {fixed: 2}, {fixed: 4}, {fixed: 8}, // signed ones
	{fixed: 2}, {fixed: 3}, {fixed: 5}, {fixed: 9}, {fixed: 17}, // extensions of fixed length
	{length: 1}, {length: 2}, {length: 4}, // text
	{length: 2, items: 1}, {length: 4, items: 1}, // arrays
	{length: 2, items: 2}, {length: 4, items: 2}, // maps
}

// skim checks that src is one value in MessagePack that is all there, nests no deeper than
// mostDepth, and is followed by nothing. So no length in it is larger than src, and a
// decoder that takes memory by lengths takes no more than its due. O(bytes), without
// allocation.
func skim(src []byte) error {
	var (
		open  [mostDepth]uint64 // the values that are still to come, of each array and map
		depth int
	)
	rest := src
	for {
		if len(rest) == 0 {
			return fmt.Errorf("it ends after %d bytes, within a value", len(src))
		}
		skip, items, ok := head(rest)
		if !ok || skip > uint64(len(rest)) || items > uint64(len(rest))-skip {
			return fmt.Errorf("no value, or more than there is, is announced at byte %d of %d", len(src)-len(rest), len(src))
		}
		rest = rest[skip:]
		if items > 0 {
			if depth == mostDepth {
				return fmt.Errorf("it nests deeper than %d levels", mostDepth)
			}
			open[depth] = items
			depth++
			continue
		}
		for ; depth > 0; depth-- { // a value is complete, and what it was the last one of
			if open[depth-1]--; open[depth-1] > 0 {
				break
			}
		}
		if depth == 0 {
			break
		}
	}
	if len(rest) > 0 {
		return fmt.Errorf("%d bytes after the value", len(rest))
	}
	return nil
}

// head returns how many bytes the value at the start of src has, and how many values follow
// as its items. It may be more than there are.
func head(src []byte) (skip, items uint64, ok bool) {
	b := src[0]
	switch {
	case b < 0x80 || b >= 0xe0: // small integers
		return 1, 0, true
	case b < 0x90: // small maps
		return 1, 2 * uint64(b&0x0f), true
	case b < 0xa0: // small arrays
		return 1, uint64(b & 0x0f), true
	case b < 0xc0: // short text
		return 1 + uint64(b&0x1f), 0, true
	}
	f := forms[b-0xc0]
	if f == never || len(src) <= int(f.length) {
		return 0, 0, false
	}
	var wide [8]byte
	copy(wide[8-f.length:], src[1:])
	n := binary.BigEndian.Uint64(wide[:])
	skip = 1 + uint64(f.length) + uint64(f.fixed)
	if f.items == 0 {
		return skip + n, 0, true
	}
	return skip, n * uint64(f.items), true
}
