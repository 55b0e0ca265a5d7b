// Package tally counts events that are so frequent that even an uncontended
// atomic addition costs too much: it is a barrier, so that the cache misses of
// one look-up no longer overlap with those of the next.
//
// A Tally has a row of counts for each of the scheduler's processors. A
// goroutine that adds keeps its processor for the two instructions that it
// takes, so that nobody else writes that row, and a plain addition is enough.
//
// Use it for what every operation counts. A count that moves seldom, or that
// must be read at one instant with others, belongs in an atomic.
package tally

import (
	"runtime"
	"sync/atomic"
	_ "unsafe" // for go:linkname
)

// Count names one of the counts of a Tally.
type Count uint8

// Counts is how many counts a Tally has.
const Counts = 4

// Tally is a set of counts. Make one with New. It is safe for concurrent use.
type Tally struct {
	// rows has one for each processor there was when the tally was made, and
	// never changes. What belongs to a processor beyond goes to rest.
	rows []row
	rest [Counts]atomic.Uint64
}

// row is written by the goroutine that holds its processor, and read by all.
// Rows fill two lines, since processors fetch lines in pairs.
type row struct {
	counts [Counts]uint64 // 64-bit platforms add without an atomic operation
	_      [128 - 8*Counts]byte
}

// New returns a tally of zeros. Its size is 128 bytes a processor.
func New() *Tally { return &Tally{rows: make([]row, runtime.GOMAXPROCS(0))} }

// Add adds n. O(1).
func (t *Tally) Add(c Count, n uint64) {
	at := procPin()
	if at < len(t.rows) {
		t.rows[at].add(c, n)
		procUnpin()
		return
	}
	procUnpin()
	t.rest[c].Add(n)
}

// Value returns the sum of what was added before it was called, and of some of
// what is being added meanwhile.
func (t *Tally) Value(c Count) uint64 {
	sum := t.rest[c].Load()
	for i := range t.rows {
		sum += atomic.LoadUint64(&t.rows[i].counts[c])
	}
	return sum
}

// The scheduler's own pair, which sync.Pool uses: between the two calls the
// goroutine stays on the processor whose number the first returns. They are
// among those that the runtime promises to keep for packages that link to them.
//
//go:linkname procPin runtime.procPin
//go:nosplit
func procPin() int

//go:linkname procUnpin runtime.procUnpin
//go:nosplit
func procUnpin()
