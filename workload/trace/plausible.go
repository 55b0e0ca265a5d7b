package trace

import (
	"bytes"
	"slices"
)

// Whether bytes are bare integers cannot be read off them, as it can for every
// other format. They are taken for identifiers of requests only where they look
// like these and like nothing else, in one of three ways:
//
//   - dense: they fill the range they lie in, as numbers given out one after the
//     other do;
//   - hashed: they come back again and again, and the same bytes cut at another
//     place do not, as 32 or 64 random bits do;
//   - sparse: many come back and none too often, the bytes within one differ in
//     their statistics as those of high and low bits do, while every second and
//     every third integer is like the others, unlike the fields of a record.
//
// Text does not get here. Compressed and encrypted data have nothing that comes
// back, text in other encodings has bytes that are all alike, tables and
// machine code have fields that are not: of 123,000 files of a Linux system none
// was taken for integers. A short file proves nothing and is refused.
//
// The order of the bytes never decides which requests ask for the same object.
// Where the content does not tell it, big-endian is said: what Java writes, and
// so most published traces of this kind.
const (
	sampleInts  = 1 << 16 // most integers looked at; a line's length holds so many
	denseInts   = 64      // fewest, by way of recognition
	hashedInts  = 256
	sparseInts  = 4096
	denseRange  = 16   // a key in so many numbers makes a dense range
	denseKeys   = 16   // fewest different keys
	fewRepeats  = 0.02 // fewest requests for a key seen before
	hashedTimes = 4    // how much less other cuts repeat
	sparseTop   = 0.03 // largest share of a key
	alike       = 0.05 // largest distance of like statistics
	unlike      = 0.3  // smallest distance of unlike ones
)

// machineCode begins files of executable code. Where all instructions have 32
// bits, they pass for sparse identifiers.
var machineCode = []string{"\x7fELF", "MZ", "!<arch>\n",
	"\xfe\xed\xfa\xce", "\xfe\xed\xfa\xcf", "\xce\xfa\xed\xfe", "\xcf\xfa\xed\xfe", "\xca\xfe\xba\xbe"}

// integerFormat returns the name of the integer format that the bytes are in
// for sure, or "".
func integerFormat(head []byte) string {
	for _, magic := range machineCode {
		if bytes.HasPrefix(head, []byte(magic)) {
			return ""
		}
	}
	// 64 bits come first: the halves of a 64-bit integer can pass for integers.
	wide, narrow := newSample(head, be64, le64), newSample(head, be32, le32)
	switch {
	case narrow.isUTF32():
		return ""
	case wide.isDense():
		return wide.order("be64", "le64")
	case narrow.isDense():
		return narrow.order("be32", "le32")
	case wide.isHashed() || wide.isSparse():
		return wide.order("be64", "le64")
	case narrow.isHashed() || narrow.isSparse():
		return narrow.order("be32", "le32")
	}
	return ""
}

// isUTF32 reports whether the integers are characters, most of them of ASCII.
func (s *sample) isUTF32() bool {
	for _, ints := range [][]uint64{s.big, s.little} {
		from, _ := slices.BinarySearch(ints, ' ')
		to, _ := slices.BinarySearch(ints, 0x7f)
		if len(ints) > 0 && ints[0] >= '\t' && 10*(to-from) > 9*len(ints) {
			return true
		}
	}
	return false
}

func (s *sample) isDense() bool {
	if len(s.big) < denseInts {
		return false
	}
	keys := countRuns(s.big).runs
	return keys >= denseKeys && uint64(keys) > min(span(s.big), span(s.little))/denseRange
}

func (s *sample) isHashed() bool {
	if len(s.big) < hashedInts {
		return false
	}
	r := countRuns(s.big)
	if r.repeats() < fewRepeats || s.periodic(unlike) {
		return false
	}
	for cut := 1; cut < s.width; cut++ {
		k := be32
		if s.width == be64.bytes {
			k = be64
		}
		if hashedTimes*countRuns(sorted(s.data[cut:], k)).collisions() >= r.collisions() {
			return false
		}
	}
	return true
}

func (s *sample) isSparse() bool {
	if len(s.big) < sparseInts {
		return false
	}
	r := countRuns(s.big)
	if r.repeats() < fewRepeats || r.longest > int(sparseTop*float64(len(s.big))) || s.periodic(alike) {
		return false
	}
	if s.width == be64.bytes && min(s.big[len(s.big)-1], s.little[len(s.little)-1]) >= 1<<48 {
		return false // the distances below are too easy for eight bytes
	}
	h := s.nibbles(1, 0)
	for i := range h {
		for j := i % 2; j < i; j += 2 {
			if h[i].distance(h[j]) > unlike {
				return true
			}
		}
	}
	return false
}

// periodic reports whether every second or every third integer differs from the
// others by more than that distance in some four of its bits.
func (s *sample) periodic(distance float64) bool {
	for period := 2; period <= 3; period++ {
		for phase := range period {
			a, b := s.nibbles(period, phase), s.nibbles(period, (phase+1)%period)
			for i := range a {
				if a[i].distance(b[i]) > distance {
					return true
				}
			}
		}
	}
	return false
}
