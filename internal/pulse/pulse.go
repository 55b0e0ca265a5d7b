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

// Pulse is a function that is called at intervals its owner chooses. Make one
// with New. It is safe for concurrent use; no two of its calls overlap.
type Pulse struct {
	after After
	beat  func()               // one call of the owner's function
	wait  func() time.Duration // how long to wait for the next beat; 0 = rest

	// state is one of the below. Who moves it from resting to waiting arms a
	// timer; who runs a timer's call moves it to beating, and on from there.
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
	waiting
	beating
	stopped
)

// New returns a pulse at rest. Once woken it waits for the duration that
// wait(owner) returns, calls beat(owner), and so on; where wait returns 0 it
// rests. Wait is asked from any goroutine, several times for a beat perhaps,
// and always after the state it is asked in has become visible to Wake and
// Hasten. The pulse holds owner weakly, so the functions must not refer to
// owner by themselves.
func New[T any](owner *T, after After, beat func(*T), wait func(*T) time.Duration) *Pulse {
	held := weak.Make(owner)
	return &Pulse{
		after: after,
		beat: func() {
			if o := held.Value(); o != nil {
				beat(o)
			}
		},
		wait: func() time.Duration {
			if o := held.Value(); o != nil {
				return wait(o)
			}
			return 0
		},
	}
}

// Running reports whether Wake would do nothing. One atomic load.
func (p *Pulse) Running() bool { return p.state.Load() != resting }

// Wake ends a rest, if there is work, and reports whether the pulse was at rest.
func (p *Pulse) Wake() bool {
	if !p.state.CompareAndSwap(resting, waiting) {
		return false
	}
	p.goOn()
	return true
}

// Hasten is for who has made work that cannot wait for the next beat: a pulse
// that waits asks its owner again how long. One that beats does so anyway when
// the beat is over, and one that rests needs a Wake.
//
// Of several calls at the same time the one whose timer gets the highest number
// decides. It asks the owner after it has the number, and the others have made
// their work before they got theirs, so it knows of all of them.
func (p *Pulse) Hasten() {
	if p.state.Load() == waiting {
		p.goOn()
	}
}

// Stop ends the pulse for good. A beat that is under way goes on to its end.
func (p *Pulse) Stop() {
	p.state.Store(stopped)
	if t := p.last.Load(); t != nil {
		t.cancel()
	}
}

// goOn arms a timer in place of the last one, or lets the pulse rest. The state
// is waiting, unless others have moved it on.
//
// A rest must not swallow the work of someone who made some and found the pulse
// waiting; with work made before Wake and Hasten, and the owner asked after the
// state is set, one of the two sees the other:
//
//  1. goOn: the owner has nothing to do
//  2. maker: makes work
//  3. maker: Wake finds waiting
//  4. goOn: state = resting
//  5. goOn: the owner has work, and goOn wakes the pulse
//
// or
//
//  1. goOn: the owner has nothing to do
//  2. goOn: state = resting
//  3. goOn: the owner has nothing to do
//  4. maker: makes work
//  5. maker: Wake finds resting and wakes the pulse
func (p *Pulse) goOn() {
	number := p.armed.Add(1)
	if d := p.wait(); d > 0 {
		p.arm(number, d)
		return
	}
	if t := p.last.Load(); t != nil && t.number < number {
		t.cancel() // a Hasten found nothing left to do
	}
	if p.state.CompareAndSwap(waiting, resting) && p.wait() > 0 {
		p.Wake()
	}
}

// arm sets the timer. Stop may run meanwhile; both orders end with no timer:
//
//  1. arm: last = the timer
//  2. arm: state is not stopped
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
func (p *Pulse) arm(number uint64, d time.Duration) {
	t := &timer{number: number}
	t.cancel = p.after(d, func() { p.call(number) })
	for {
		last := p.last.Load()
		if last != nil && last.number > number {
			t.cancel() // it has been replaced already
			return
		}
		if p.last.CompareAndSwap(last, t) {
			if last != nil {
				last.cancel()
			}
			break
		}
	}
	if p.state.Load() == stopped {
		t.cancel()
	}
}

// call is what the timer with a number calls. One that has been replaced does
// nothing. A beat that panics is followed by the next.
func (p *Pulse) call(number uint64) {
	if p.armed.Load() != number || !p.state.CompareAndSwap(waiting, beating) {
		return
	}
	defer func() {
		if p.state.CompareAndSwap(beating, waiting) {
			p.goOn()
		}
	}()
	p.beat()
}
