// Package snapshot is the saved form of a cache's entries: [Write] streams them
// to an io.Writer, [Read] gets them back from an io.Reader, [WriteFile] and
// [ReadFile] do so with a file that is replaced whole or not at all.
//
// Use it to start warm after a restart, or to carry entries to another process.
// Not as a database: a file is written whole each time, and read whole into
// memory. Not against an attacker who can write the file: checksums find
// damage, not forgery (though nothing read makes the package panic, or take
// more memory than a small multiple of the input).
//
// The package knows no cache; it takes and gives entries:
//
//  1. A [Codec] each for keys and values turns them into bytes and back. The
//     zero [Format] chooses built-in ones, see [Default].
//  2. Write takes an iterator of entries with absolute deadlines.
//  3. Read returns nothing before all of the input has been verified. What has
//     expired meanwhile is left out, and counted.
//
// Deadlines are wall-clock time: while nobody runs, time passes. A deadline is
// kept to the nanosecond. One before 1678 or after 2262 becomes the nearest
// that 64 bits of nanoseconds can hold.
//
// # Format
//
// Version 1. All numbers are little-endian. A file is a preamble, the codecs,
// any number of blocks, and a trailer:
//
//	preamble, 16 bytes, the same in all versions
//	  8  the magic: 0x89 "LARDER" 0x0A
//	  4  uint32, the version of the format
//	  4  checksum
//	codecs
//	  1  length of the ID of the keys' codec, 1 to 255
//	  1  length of the ID of the values' codec, 1 to 255
//	  4  checksum
//	  n  the ID of the keys' codec
//	  n  the ID of the values' codec
//	  4  checksum
//	block
//	  4  uint32, size: the length of the entries, 1 to 1 GiB + 64 KiB
//	  8  uint64, the number of entries, 1 to size/16
//	  4  checksum
//	  n  the entries
//	  4  checksum
//	trailer, 16 bytes
//	  4  zero, which marks the end
//	  8  uint64, the number of entries in all blocks
//	  4  checksum
//
// and an entry is
//
//	8  int64, the deadline in nanoseconds since 1970-01-01 UTC; the greatest one
//	   (2⁶³-1) means that the entry does not expire
//	4  uint32, length of the key
//	4  uint32, length of the value
//	n  the key, as its codec wrote it
//	n  the value, as its codec wrote it
//
// A checksum is a uint32, the CRC-32C (Castagnoli) of all bytes before it from
// the first of the file on, other checksums left out. So each covers its part,
// and that this part belongs here: blocks that are missing, doubled, swapped or
// another file's are found. A length is covered by a
// checksum before what it tells the length of. Write ends a block when it has 64 KiB of entries.
package snapshot
