// Package pulse calls a function again and again without a goroutine that
// stands in between: a timer that is armed anew after each call, that rests
// when there is nothing to do, and that holds its owner weakly, so that an
// owner dropped without Stop is collected and its timer ends.
//
// Use it for background work of an object that users may forget to close. For
// work that must go on while nothing refers to its owner, use a goroutine.
package pulse

import (
	"sync/atomic"
	"time"
	"weak"
)

// After arranges for f to be called once, d from now, and returns a function
// that cancels the call; time.AfterFunc in the shape of larder.Clock.
type After func(d time.Duration, f func()) (stop func() bool)

// Pulse is a function that is called at intervals it chooses itself. Make one
// with New. It is safe for concurrent use; no two of its calls overlap.
type Pulse struct {
	after After
	beat  func() time.Duration // one call of the owner's function; 0 = rest
	need  func() time.Duration // whether a rest would be wrong, and how long to wait; 0 = rest

	// state is resting, running or stopped. Who moves it from resting to
	// running arms the timer; who runs the timer's call moves it back.
	state atomic.Uint32
	// armed counts the timers, and last is the one with the highest number of
	// those that have been made. Written by whoever arms.
	armed atomic.Uint64
	last  atomic.Pointer[timer]
}

// timer is one call to come.
type timer struct {
	number uint64
	cancel func() bool
}

const (
	resting uint32 = iota
	running
	stopped
)

// New returns a pulse at rest. Once woken it calls beat(owner), waits for the
// duration that beat returned, and so on; where beat returns 0 it rests.
// need(owner) returns 0 where a rest is right, else how long to wait for the
// next beat: it is asked after the rest has become visible to Wake. It holds
// owner weakly, so the functions must not refer to owner by themselves.
func New[T any](owner *T, after After, beat, need func(*T) time.Duration) *Pulse {
	held := weak.Make(owner)
	ask := func(f func(*T) time.Duration) func() time.Duration {
		return func() time.Duration {
			if o := held.Value(); o != nil {
				return f(o)
			}
			return 0
		}
	}
	return &Pulse{after: after, beat: ask(beat), need: ask(need)}
}

// Running reports whether Wake would do nothing. One atomic load.
func (p *Pulse) Running() bool { return p.state.Load() != resting }

// Wake has the first beat come after d if the pulse is at rest, and reports
// whether it was.
func (p *Pulse) Wake(d time.Duration) bool {
	if !p.state.CompareAndSwap(resting, running) {
		return false
	}
	p.arm(d)
	return true
}

// Stop ends the pulse for good. A beat that is under way goes on to its end.
func (p *Pulse) Stop() {
	p.state.Store(stopped)
	if t := p.last.Load(); t != nil {
		t.cancel()
	}
}

// arm sets the timer. Stop may run meanwhile; both orders end with no timer:
//
//  1. arm: last = the timer
//  2. arm: state is running
//  3. Stop: state = stopped
//  4. Stop: finds the timer in last and cancels it
//
// or
//
//  1. Stop: state = stopped
//  2. Stop: misses the new timer
//  3. arm: last = the timer
//  4. arm: state is stopped, and arm cancels
//
// The timer may also call, and that call arm the next one, before this arm has
// got further; then last is the next one already, which has a higher number.
func (p *Pulse) arm(d time.Duration) {
	t := &timer{number: p.armed.Add(1)}
	t.cancel = p.after(d, p.call)
	for last := p.last.Load(); last == nil || last.number < t.number; last = p.last.Load() {
		if p.last.CompareAndSwap(last, t) {
			break
		}
	}
	if p.state.Load() == stopped {
		t.cancel()
	}
}

// call is what the timer calls. A beat that panics leaves the pulse as one that
// had nothing to do.
func (p *Pulse) call() {
	if p.state.Load() == stopped {
		return
	}
	var d time.Duration
	defer func() {
		if d > 0 {
			p.arm(d)
		} else {
			p.rest()
		}
	}()
	d = p.beat()
}

// rest ends the beats until Wake. It must not swallow the work of someone who
// made some and found the pulse running; with work made before Wake, and need
// asked after the state is set, one of the two sees the other:
//
//  1. call: beat returns 0, rest begins
//  2. maker: makes work
//  3. maker: Wake finds running
//  4. rest: state = resting
//  5. rest: need sees the work and wakes the pulse
//
// or
//
//  1. call: beat returns 0, rest begins
//  2. rest: state = resting
//  3. rest: need sees no work
//  4. maker: makes work
//  5. maker: Wake finds resting and wakes the pulse
func (p *Pulse) rest() {
	if !p.state.CompareAndSwap(running, resting) {
		return
	}
	if d := p.need(); d > 0 {
		p.Wake(d)
	}
}
