package larder

import (
	"fmt"
	"strings"
)

// Sweeper names a strategy by which expired entries that nobody reads are
// found and removed. Its zero value is SweepDefault.
//
// All strategies but SweepNone and SweepSampled tick: they run on a timer, which
// rests while no entry has a deadline. Where Options.SweepInterval is 0 they
// sleep until the earliest deadline there is and a little longer: a quarter of
// the shortest time to live seen lately, from 10 to 250 milliseconds, so that
// what expires at about the same time is removed in one go. What each costs is
// in docs/expiry.md.
type Sweeper uint8

const (
	// SweepDefault is the strategy that the figures of the backend speak for:
	// SweepWheel for syncmap, SweepAdaptive for all others.
	SweepDefault Sweeper = iota
	// SweepNone has no background work: an expired entry stays resident until
	// it is read, overwritten or deleted.
	SweepNone
	// SweepFull looks at all entries in one go, on rwmutex under one hold of
	// its lock: the simplest, and the one that makes large caches stall.
	SweepFull
	// SweepCursor looks at no more than Options.SweepLimit entries a tick and
	// goes on at the next tick where it stopped, so that no tick takes long
	// however large the cache is. The backends know of most parts of
	// themselves when the first entry in it expires, and pass over the others.
	SweepCursor
	// SweepAdaptive is SweepCursor but for when it stops: it goes on until
	// nothing expired is left, and pauses only if it has looked at
	// Options.SweepBudget entries within a second. No lock is held for longer
	// than SweepLimit entries take.
	SweepAdaptive
	// SweepHeap keeps a min-heap of deadlines (Williams 1964) beside the
	// entries, and removes the soonest as long as they have expired. A Set of
	// an entry that expires takes O(log n) under the heap's lock.
	SweepHeap
	// SweepWheel keeps a hierarchical timing wheel (Varghese and Lauck 1987)
	// beside the entries. A Set of an entry that expires takes O(1) under the
	// wheel's lock.
	SweepWheel
	// SweepQueue keeps a queue beside the entries, which works if all of them
	// have one time to live: Options.TTL or, if that is none, that of the first
	// that has one. Set returns ErrTTL for any other but NoExpiry. A Set of an
	// entry that expires takes O(1) under the queue's lock.
	SweepQueue
	// SweepSampled has no background work either: one Set in Options.SweepSets,
	// by chance, looks at Options.SweepLimit entries chosen at random, removes those that have
	// expired, and looks again while more than a quarter have, up to 16 times.
	// A cache that nobody writes to is not swept.
	SweepSampled
)

var sweeperNames = [...]string{"default", "none", "full", "cursor", "adaptive", "heap", "wheel", "queue", "sampled"}

// Sweepers returns all strategies, without SweepDefault, which is one of them.
func Sweepers() []Sweeper {
	return []Sweeper{SweepNone, SweepFull, SweepCursor, SweepAdaptive, SweepHeap, SweepWheel, SweepQueue, SweepSampled}
}

// Ticks reports whether the strategy has a timer.
func (s Sweeper) Ticks() bool { return s != SweepNone && s != SweepSampled }

// budgeted reports whether the strategy goes on within a tick until nothing is
// left to do.
func (s Sweeper) budgeted() bool {
	switch s {
	case SweepDefault, SweepAdaptive, SweepHeap, SweepWheel, SweepQueue:
		return true
	}
	return false
}

// String returns the name in lower case without the prefix, such as "cursor".
func (s Sweeper) String() string {
	if int(s) >= len(sweeperNames) {
		return fmt.Sprintf("sweeper(%d)", uint8(s))
	}
	return sweeperNames[s]
}

// ParseSweeper returns the strategy that String would call name.
func ParseSweeper(name string) (Sweeper, error) {
	for i, n := range sweeperNames {
		if n == name {
			return Sweeper(i), nil
		}
	}
	return 0, fmt.Errorf("larder: unknown sweeper %q (there are %s)", name, strings.Join(sweeperNames[:], ", "))
}
