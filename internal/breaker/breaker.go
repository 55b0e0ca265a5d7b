package breaker

import (
	"math/rand/v2"
	"sync"
	"time"
)

// State says what becomes of a call.
type State uint8

// The states.
const (
	Closed   State = iota // calls are let through
	Open                  // calls are refused
	HalfOpen              // one call is under way to find out, and the others are refused
)

// String returns the name of the state, such as "half-open".
func (s State) String() string {
	return [...]string{"closed", "open", "half-open"}[s]
}

// Options configure New.
type Options struct {
	// Failures is how many calls in a row have to fail until the breaker opens. 0 means
	// that it never does.
	Failures int

	// OpenFor is how long it stays open, give or take a tenth, so that many processes do
	// not knock at the same moment.
	OpenFor time.Duration

	// Now is a clock, as time.Now.
	Now func() time.Time

	// Changed, if not nil, is told every change: one after the other, outside of locks, on
	// the goroutine of a call that has caused it or of one beside it.
	Changed func(from, to State)
}

// Breaker is a circuit breaker. Make one with New. It is safe for concurrent use, and
// must not be copied.
type Breaker struct {
	o Options // never changes

	mu       sync.Mutex
	state    State     // guarded by mu
	failures int       // in a row, while closed; guarded by mu
	until    time.Time // when it may be probed, while open; guarded by mu

	// term is raised with every change, so that a call that began in another term does
	// not count in this one. Guarded by mu.
	term uint64

	untold  []change // guarded by mu
	telling bool     // somebody is telling changes; guarded by mu
}

type change struct{ from, to State }

// Call is one call that was let through.
type Call struct{ term uint64 }

// New returns a breaker that is closed.
func New(o Options) *Breaker {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Breaker{o: o}
}

// Allow reports whether a call may be made. Who is allowed to has to call Done with how
// it ended, or a breaker that is half open stays so. O(1).
func (b *Breaker) Allow() (c Call, allowed bool) {
	b.mu.Lock()
	defer b.tell()
	defer b.mu.Unlock()
	switch {
	case b.state == Closed:
		return Call{b.term}, true
	case b.state == Open && !b.o.Now().Before(b.until):
		b.changeLocked(HalfOpen)
		return Call{b.term}, true
	}
	return Call{}, false
}

// Done says how a call ended: whether the other side failed. Of a call that the caller
// gave up it is not known: see Unknown.
func (b *Breaker) Done(c Call, failed bool) {
	b.mu.Lock()
	defer b.tell()
	defer b.mu.Unlock()
	switch {
	case c.term != b.term: // of an earlier term
	case !failed:
		b.failures = 0
		if b.state == HalfOpen {
			b.changeLocked(Closed)
		}
	case b.state == HalfOpen:
		b.openLocked()
	default:
		if b.failures++; b.o.Failures > 0 && b.failures >= b.o.Failures {
			b.openLocked()
		}
	}
}

// Unknown is Done for a call that nothing was learnt from. Where it was to find out, the
// next one is.
func (b *Breaker) Unknown(c Call) {
	b.mu.Lock()
	defer b.tell()
	defer b.mu.Unlock()
	if c.term == b.term && b.state == HalfOpen {
		b.until = b.o.Now()
		b.changeLocked(Open)
	}
}

// State returns the state. An open breaker whose time is over is open until it is asked
// for a call.
func (b *Breaker) State() State {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state
}

func (b *Breaker) openLocked() {
	jitter := time.Duration((rand.Float64() - 0.5) / 5 * float64(b.o.OpenFor))
	b.until = b.o.Now().Add(b.o.OpenFor + jitter)
	b.changeLocked(Open)
}

func (b *Breaker) changeLocked(to State) {
	if b.o.Changed != nil {
		b.untold = append(b.untold, change{b.state, to})
	}
	b.state, b.failures = to, 0
	b.term++
}

// tell calls Changed for what has changed, in order, unless somebody else does.
func (b *Breaker) tell() {
	for {
		b.mu.Lock()
		if b.telling || len(b.untold) == 0 {
			b.mu.Unlock()
			return
		}
		next := b.untold[0]
		b.untold, b.telling = b.untold[1:], true
		b.mu.Unlock()
		b.tellOne(next)
	}
}

// tellOne leaves the breaker usable if Changed panics.
func (b *Breaker) tellOne(c change) {
	defer func() {
		b.mu.Lock()
		b.telling = false
		b.mu.Unlock()
	}()
	b.o.Changed(c.from, c.to)
}
