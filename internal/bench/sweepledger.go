package bench

import (
	"math"
	"sync"
	"time"
)

// forever is the deadline of an entry that has none.
const forever = time.Duration(math.MaxInt64)

// ledger is what the lab itself knows of the entries that it has set: until when
// each is to live. What a cache holds beyond the live ones is overdue, whoever
// made the cache and whatever it tells of itself. Times are since one beginning,
// and counts are by the millisecond: a deadline counts as passed from the next
// whole one on, so that entries may be taken for live a millisecond too long and
// never for overdue too early. Safe for concurrent use.
type ledger struct {
	slack time.Duration // by which a clock may be late; see dead

	mu        sync.Mutex
	deadlines []time.Duration // of the last Set of each key; 0: not set so far
	setting   []bool          // keys that are being set just now
	dying     []int32         // by millisecond, how many keys have their deadline there
	known     int             // keys that were set
	read      int             // milliseconds that are over
	passed    int             // keys whose deadline lies in these
}

// newLedger returns a ledger for so many keys, of which none is set, that tells
// the deadlines within span apart. Those beyond it do not pass.
func newLedger(keys int, span, slack time.Duration) *ledger {
	return &ledger{
		slack:     slack,
		deadlines: make([]time.Duration, keys),
		setting:   make([]bool, keys),
		dying:     make([]int32, span/time.Millisecond+2),
	}
}

// begin is called before a Set.
func (l *ledger) begin(key int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.setting[key] = true
}

// end is called after the Set, with the latest deadline that the entry can have.
func (l *ledger) end(key int, deadline time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.deadlines[key] == 0 {
		l.known++
	}
	l.count(l.deadlines[key], -1)
	l.deadlines[key] = deadline
	l.setting[key] = false
	l.count(deadline, 1)
}

// count adds n to those that have a deadline. mu is held.
func (l *ledger) count(deadline time.Duration, n int32) {
	if deadline == 0 || deadline == forever {
		return
	}
	at := int((deadline-1)/time.Millisecond) + 1
	if at >= len(l.dying) {
		return
	}
	l.dying[at] += n
	if at < l.read {
		l.passed += int(n)
	}
}

// dead reports whether the entry of a key is certainly past its deadline, by more
// than the slack. A Get that hits is wrong if the key was dead before it, and is
// so after it: then nobody has set it meanwhile.
func (l *ledger) dead(key int, now time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	d := l.deadlines[key]
	return d != 0 && d != forever && !l.setting[key] && now-l.slack > d
}

// overdue returns how many of the resident entries are past their deadline, and
// for how long the longest is at least: it is that long if the oldest were removed
// first. Time must not go back from call to call.
func (l *ledger) overdue(now time.Duration, resident int) (n int, lag time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for ; l.read < len(l.dying) && time.Duration(l.read)*time.Millisecond <= now; l.read++ {
		l.passed += int(l.dying[l.read])
	}
	n = min(resident-(l.known-l.passed), l.passed)
	if n <= 0 {
		return 0, 0
	}
	at := l.read
	for seen := 0; seen < n && at > 0; {
		at--
		seen += int(l.dying[at])
	}
	return n, now - time.Duration(at)*time.Millisecond
}
