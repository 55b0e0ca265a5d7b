package tieredtest

import (
	"context"
	"sync"
	"time"

	"github.com/larder-go/larder/tiered"
)

// ChaosBackplane is a backplane with faults: of what is published here, and of what comes to
// those who subscribe here, whoever has published it, be it a remote. Give each node one of
// its own. Make one with NewChaosBackplane. It is safe for concurrent use.
type ChaosBackplane struct {
	tiered.Backplane
	dice *dice

	mu   sync.Mutex
	ears map[*chaosEar]struct{} // guarded by mu
}

// NewChaosBackplane returns a double of a backplane, without faults until Set.
func NewChaosBackplane(inner tiered.Backplane, seed uint64) *ChaosBackplane {
	return &ChaosBackplane{Backplane: inner, dice: newDice(seed), ears: make(map[*chaosEar]struct{})}
}

// Set changes the faults from now on. Where Down begins those who have subscribed are told that
// they are disconnected, and where it ends that they are connected: with the next message or
// now, whichever comes first.
func (c *ChaosBackplane) Set(f Faults) {
	before := c.dice.set(f)
	if before.Down == f.Down {
		return
	}
	c.mu.Lock()
	ears := make([]*chaosEar, 0, len(c.ears))
	for e := range c.ears {
		ears = append(ears, e)
	}
	c.mu.Unlock()
	for _, e := range ears {
		e.cut(f.Down)
	}
}

// Injected returns what it has done so far.
func (c *ChaosBackplane) Injected() Injected { return c.dice.count() }

// Publish is that of the backplane, with faults.
func (c *ChaosBackplane) Publish(ctx context.Context, message []byte) error {
	return answers(c.dice, ctx, 1, func() []error { return []error{c.Backplane.Publish(ctx, message)} }, func(err error) error { return err })[0]
}

// Subscribe is that of the backplane, with faults.
func (c *ChaosBackplane) Subscribe(r tiered.Receiver) (stop func()) {
	e := &chaosEar{dice: c.dice, to: r}
	c.mu.Lock()
	c.ears[e] = struct{}{}
	c.mu.Unlock()
	end := c.Backplane.Subscribe(e)
	return func() {
		end()
		c.mu.Lock()
		delete(c.ears, e)
		c.mu.Unlock()
		e.mu.Lock() // a call of Set's is over
		defer e.mu.Unlock()
		e.stopped = true
	}
}

// chaosEar stands between a backplane and a receiver.
type chaosEar struct {
	dice *dice

	mu      sync.Mutex // held while to is called: one call at a time
	to      tiered.Receiver
	stopped bool   // guarded by mu
	held    []byte // a message that comes after the next; nil for none; guarded by mu
	hasHeld bool   // guarded by mu
}

func (e *chaosEar) cut(down bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.stopped:
	case down:
		e.to.Disconnected(fault("the backplane is cut"))
	default:
		e.to.Connected()
	}
}

// Message hands one on, or not.
func (e *chaosEar) Message(message []byte) {
	f, _ := e.dice.now()
	if f.Down || e.dice.throw(f.Lose, func(i *Injected) *uint64 { return &i.Lost }) {
		return
	}
	if e.dice.throw(f.Delay, func(i *Injected) *uint64 { return &i.Delayed }) {
		<-time.After(f.time())
	}
	if e.dice.throw(f.Corrupt, func(i *Injected) *uint64 { return &i.Corrupted }) {
		message = e.dice.damaged(message)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.hasHeld && e.dice.throw(f.Reorder, func(i *Injected) *uint64 { return &i.Reordered }) {
		e.held, e.hasHeld = append([]byte{}, message...), true
		return
	}
	e.to.Message(append([]byte{}, message...))
	if e.dice.throw(f.Repeat, func(i *Injected) *uint64 { return &i.Repeated }) {
		e.to.Message(append([]byte{}, message...))
	}
	if e.hasHeld {
		e.to.Message(e.held)
		e.held, e.hasHeld = nil, false
	}
}

// Connected hands it on, unless it is cut.
func (e *chaosEar) Connected() {
	if f, _ := e.dice.now(); f.Down {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.to.Connected()
}

// Disconnected hands it on.
func (e *chaosEar) Disconnected(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.to.Disconnected(err)
}
