package bench

import (
	"sync"
	"time"
)

// StampedeOutcome is what happened in a sample.
type StampedeOutcome struct {
	Elapsed time.Duration // in which calls were begun
	TTL     time.Duration

	Due, Begun int           // calls
	Stale      int           // calls that got a value older than its TTL
	Failed     int           // calls that got an error
	Wait       Quantiles     // from when a call was due to its end
	Oldest     time.Duration // most that had gone by since the load of a value that was served

	Loads    int // of the hot key
	AllLoads int // of all keys
	Peak     int // most loads of the hot key at once

	// All goroutines at once on a cache that has nothing.
	ColdLoads int
	ColdWait  time.Duration // until the last of them has its value
}

// LoadsByTTL returns how often the hot value was loaded in the time for which it
// lives.
func (o StampedeOutcome) LoadsByTTL() float64 {
	return float64(o.Loads) / (o.Elapsed.Seconds() / o.TTL.Seconds())
}

// tallies count calls. A thousand goroutines with a histogram each would take more
// memory than there may be: they share some. Safe for concurrent use.
type tallies [8]callTally

type callTally struct {
	mu     sync.Mutex
	waits  histogram
	begun  int
	stale  int
	failed int
	oldest time.Duration
}

// of returns the tally for the goroutine of a number.
func (t *tallies) of(goroutine int) *callTally { return &t[goroutine%len(t)] }

// ended counts a call that has ended. age is that of the value; stale says that it
// is older than its TTL.
func (t *callTally) ended(wait, age time.Duration, stale, failed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.begun++
	t.waits.record(wait)
	t.oldest = max(t.oldest, age)
	if stale {
		t.stale++
	}
	if failed {
		t.failed++
	}
}

// missed counts a call that was due and not begun, as one that has ended now: no
// less can be said of it.
func (t *callTally) missed(wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waits.record(wait)
}

// into sums up.
func (t *tallies) into(o *StampedeOutcome) {
	var waits histogram
	for i := range t {
		part := &t[i]
		part.mu.Lock()
		waits.add(&part.waits)
		o.Begun += part.begun
		o.Stale += part.stale
		o.Failed += part.failed
		o.Oldest = max(o.Oldest, part.oldest)
		part.mu.Unlock()
	}
	o.Due, o.Wait = int(waits.total()), waits.quantiles()
}
