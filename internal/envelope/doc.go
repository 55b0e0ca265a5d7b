// Package envelope puts a value's bytes, with what has to be known about them, into a
// payload that a cache outside of the process can keep, and takes it apart again.
//
// What comes back from there may be cut off, of another program, of an older release, or
// of another key. So a payload says what it is of and carries a checksum, and whatever
// is not exactly what was asked for is an error, never a wrong value. It holds no time of
// day, since the clocks of two machines differ: times are durations, and the server tells
// how much of them is left.
//
// # Format
//
// Version 1, numbers little-endian or, where it says uvarint, as encoding/binary writes
// them:
//
//	magic        4 bytes, "lrdr"
//	format       1 byte, 1
//	flags        1 byte: 1 nothing was found, there is no value
//	schema       uvarint length, and a text that says how the value is encoded
//	key          uvarint length, and the key
//	fresh        uvarint, nanoseconds that it was fresh from then on
//	keep         uvarint, nanoseconds that it is kept after it was fresh, as a fallback
//	refresh      uvarint, nanoseconds of its age at which it is to be loaded anew; 0 if not before its end
//	cost         uvarint, nanoseconds that the load took
//	tags         uvarint number, and each as uvarint length and text
//	value        uvarint length, and its bytes
//	checksum     4 bytes, CRC-32C of all before
package envelope
