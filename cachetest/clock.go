package cachetest

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder/fakeclock"
)

// start is what the clock shows when a cache is made.
var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// clock is a fake clock that counts what the cache asks of it, and that calls
// the test from inside of an operation of the cache.
type clock struct {
	*fakeclock.Clock
	reads atomic.Int64 // calls of Now
	asked atomic.Int64 // calls of AfterFunc

	onNow, onAfter, onStop hook // called by Now, AfterFunc and what AfterFunc returned
	onRead                 hook // called by Now when it has looked, before it returns what it saw

	// restless has Now let other goroutines run, now and then: an operation of
	// the cache that reads the clock is interrupted there.
	restless bool
	// flowing has each Now show a nanosecond more than the last.
	flowing bool
	flown   atomic.Int64

	// around, if set, is called in place of each call that came due and must
	// call it.
	around func(call func())
}

func newClock(at time.Time) *clock { return &clock{Clock: fakeclock.New(at)} }

// Now returns the time after the hook was called.
func (c *clock) Now() time.Time {
	c.reads.Add(1)
	c.onNow.call()
	now := c.Clock.Now()
	if c.flowing {
		now = now.Add(time.Duration(c.flown.Add(1)))
	}
	c.onRead.call()
	if c.restless && rand.IntN(4) == 0 {
		runtime.Gosched()
	}
	return now
}

// AfterFunc is that of the fake clock.
func (c *clock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	c.asked.Add(1)
	c.onAfter.call()
	cancel := c.Clock.AfterFunc(d, func() {
		if c.around != nil {
			c.around(f)
		} else {
			f()
		}
	})
	return func() bool {
		c.onStop.call()
		return cancel()
	}
}

// jump moves the clock by d without any tick.
func (c *clock) jump(d time.Duration) { c.Set(c.Clock.Now().Add(d)) }

// hook is a function of the test that the clock calls once. The zero hook
// calls nothing.
type hook struct {
	mu   sync.Mutex
	skip int
	f    func()
}

// set has f called at the next call but skip.
func (h *hook) set(skip int, f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.skip, h.f = skip, f
}

// take returns what is to be called now, if anything.
func (h *hook) take() func() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.f == nil {
		return nil
	}
	if h.skip > 0 {
		h.skip--
		return nil
	}
	f := h.f
	h.f = nil
	return f
}

// call runs f with no lock held: it calls the cache, which reads the clock.
func (h *hook) call() {
	if f := h.take(); f != nil {
		f()
	}
}

// spent ends the wait for a call and reports whether there was one.
func (h *hook) spent() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	spent := h.f == nil
	h.f = nil
	return spent
}
