package main

import (
	"fmt"
	"time"

	"github.com/larder-go/larder/internal/bench"
)

// Some caches keep entries as bytes in a few large pieces of memory, which the
// collector need not look through. They copy each key and value when it is set, and
// the value when it is found; and their capacity is a number of bytes. It is derived
// from the capacity in entries and what an entry takes on average: the key, the value
// and the library's own header. It is rounded down to what the library can have, so
// that it is never more; where that is less than nine tenths, or below the library's
// least, there is no comparison, and a row says so.

// inBytes is how a library counts its capacity.
type inBytes struct {
	name   string
	header int // bytes of its own for each entry
	unit   int // its capacity is a multiple of so many bytes
	least  int // and not less
}

// needs returns the bytes that so many entries take.
func (l inBytes) needs(s bench.Setup, entries int) int {
	each := s.EntryBytes
	if each == 0 {
		each = 84 // as in the workloads, if nothing else is said
	}
	return entries * (each + l.header)
}

// limit returns the capacity in bytes: that of the run or, where it has none, of twice
// the keys, rounded up.
func (l inBytes) limit(s bench.Setup) int {
	if s.Capacity == 0 {
		units := (l.needs(s, capacity(s)) + l.unit - 1) / l.unit
		return max(units*l.unit, l.least)
	}
	return max(l.needs(s, s.Capacity)/l.unit*l.unit, l.least)
}

// cannot returns why the capacity of a run is beyond the library, or "".
func (l inBytes) cannot(s bench.Setup) string {
	if s.Capacity == 0 || s.EntryBytes == 0 {
		return ""
	}
	needs := l.needs(s, s.Capacity)
	switch {
	case needs < l.least:
		return fmt.Sprintf("its capacity is %s at least, and %d entries take %s", size(l.least), s.Capacity, size(needs))
	case l.limit(s) < needs-needs/10:
		return fmt.Sprintf("its capacity is a multiple of %s, and %d entries take %s", size(l.unit), s.Capacity, size(needs))
	}
	return ""
}

// note says what the capacity is derived from.
func (l inBytes) note(s bench.Setup) string {
	if s.Capacity == 0 {
		return ""
	}
	return fmt.Sprintf("%s has a capacity of %s: %d entries of %d bytes on average and %d of its own",
		l.name, size(l.limit(s)), s.Capacity, s.EntryBytes, l.header)
}

// size puts a number of bytes into words.
func size(bytes int) string {
	const kilo, mega = 1 << 10, 1 << 20
	switch {
	case bytes >= mega:
		return fmt.Sprintf("%.4g MiB", float64(bytes)/mega)
	case bytes >= kilo:
		return fmt.Sprintf("%.4g KiB", float64(bytes)/kilo)
	}
	return fmt.Sprintf("%d bytes", bytes)
}

// seconds returns a time to live in whole seconds, rounded up.
func seconds(ttl time.Duration) int { return int((ttl + time.Second - 1) / time.Second) }
