package engine

import "sync/atomic"

// alarm is what a sweeper knows of the deadlines of a store: between two rounds
// of its Scan, none is before at.
//
// A round begins with at set to never, and ends with at lowered to what Scan
// came upon. Whoever links an entry, be it to prolong a life, lowers at, too,
// after that. So no deadline
// is missed: either the entry was linked before the round began, and Scan comes
// upon it, or at is lowered to its deadline after at was set to never.
type alarm struct {
	at atomic.Int64
	// rounds counts the beginnings and the ends of rounds: it is odd within
	// one. Stored with the engine's sweeping held.
	rounds atomic.Uint64
}

func (a *alarm) init() { a.at.Store(never) }

// within reports whether a round has begun and not ended.
func (a *alarm) within() bool { return a.rounds.Load()%2 == 1 }

// begin begins a round unless it has begun.
func (a *alarm) begin() {
	if !a.within() {
		a.rounds.Add(1)
		a.at.Store(never)
	}
}

// end ends a round.
func (a *alarm) end(next int64) {
	a.lower(next)
	a.rounds.Add(1)
}

// lower takes note of a deadline, and reports whether the sweeper is to be told
// of it: it is the earliest, and no round is in progress, after which the
// sweeper looks at the alarm anyway.
func (a *alarm) lower(deadline int64) (news bool) {
	for at := a.at.Load(); deadline < at; at = a.at.Load() {
		if a.at.CompareAndSwap(at, deadline) {
			return !a.within()
		}
	}
	return false
}

// surely reports whether nothing that was linked before the call has a deadline
// up to now.
func (a *alarm) surely(now int64) bool {
	rounds := a.rounds.Load()
	return rounds%2 == 0 && a.at.Load() > now && a.rounds.Load() == rounds
}
