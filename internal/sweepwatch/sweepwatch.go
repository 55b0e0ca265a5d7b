// Package sweepwatch lets a measurement see what the sweepers of this process
// do: how long each hold of a lock takes, and each piece of work.
//
// It is for the lab, which cannot see either from outside. A program that wants
// to watch its own cache reads larder.Stats. Nothing is timed for it while
// nobody watches.
package sweepwatch

import (
	"sync/atomic"
	"time"
)

// Observer is told of the sweepers of all caches of the process, from their
// goroutines, several at a time. Its functions must be fast; none may be nil.
type Observer struct {
	// Hold is called after a sweeper held a lock that stops operations: for
	// how long at most, and how many entries it looked at or removed meanwhile.
	Hold func(took time.Duration, entries int)
	// Work is called after a piece of a tick, between which and the next the
	// sweeper lets others run: how long it took, and how many entries it removed.
	Work func(took time.Duration, removed int)
}

var watching atomic.Pointer[Observer] // stored by Watch, loaded by whoever sweeps

// Watch has o told from now on, in place of the one that
// was told so far, until stop is called.
func Watch(o Observer) (stop func()) {
	watching.Store(&o)
	return func() { watching.CompareAndSwap(&o, nil) }
}

// Current returns who watches, or nil.
func Current() *Observer { return watching.Load() }
