// Package fakeclock is a larder.Clock for tests: it stands still until the
// test moves it, and calls back what came due on the way.
//
// Use it to test code that keeps things in a cache, without sleeping: inject
// it as Options.Clock and Advance it past a deadline. Inside a bubble of
// testing/synctest the system's clock is already a fake one and this package
// is not needed.
package fakeclock

import (
	"container/heap"
	"sync"
	"time"
)

// Clock is a clock that moves only when told to. Make one with New; it is safe
// for concurrent use and must not be copied.
type Clock struct {
	mu     sync.Mutex
	now    time.Time // guarded by mu
	timers timers    // guarded by mu
	made   uint64    // timers made so far, guarded by mu: ties are called in this order
}

// New returns a clock that shows start.
func New(start time.Time) *Clock { return &Clock{now: start} }

// Now returns the time the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// AfterFunc has f called by the Advance that moves the clock to d from now or
// beyond, or by the next one where d is not positive. The returned function
// cancels the call and reports whether it was still to come.
func (c *Clock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made++
	t := &timer{when: c.now.Add(max(d, 0)), order: c.made, f: f}
	heap.Push(&c.timers, t)
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		if t.at < 0 {
			return false
		}
		heap.Remove(&c.timers, t.at)
		return true
	}
}

// Advance moves the clock forward by d, which must not be negative. The
// functions that come due are called one after another in the caller's
// goroutine, in the order of their times, each while the clock shows its time;
// what they ask for themselves is called too if it comes due. No lock is held
// meanwhile.
func (c *Clock) Advance(d time.Duration) {
	if d < 0 {
		panic("fakeclock: Advance by a negative duration: use Set to step back")
	}
	c.mu.Lock()
	end := c.now.Add(d)
	for len(c.timers) > 0 && !c.timers[0].when.After(end) {
		t := heap.Pop(&c.timers).(*timer)
		if t.when.After(c.now) {
			c.now = t.when
		}
		c.mu.Unlock()
		t.f()
		c.mu.Lock()
	}
	if end.After(c.now) {
		c.now = end
	}
	c.mu.Unlock()
}

// Set makes the clock show now, be it earlier or later, as a system's clock
// that is corrected. It calls nothing.
func (c *Clock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// Pending returns the number of calls that are still to come.
func (c *Clock) Pending() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.timers)
}

// timer is one call to come. All its fields are guarded by the clock's mutex.
type timer struct {
	when  time.Time
	order uint64
	f     func()
	at    int // index in the heap; -1 once it has left it
}

// timers is a min-heap by time, then by order of making.
type timers []*timer

func (h timers) Len() int { return len(h) }
func (h timers) Less(i, j int) bool {
	if h[i].when.Equal(h[j].when) {
		return h[i].order < h[j].order
	}
	return h[i].when.Before(h[j].when)
}
func (h timers) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].at, h[j].at = i, j
}
func (h *timers) Push(x any) {
	t := x.(*timer)
	t.at = len(*h)
	*h = append(*h, t)
}
func (h *timers) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	t.at = -1
	return t
}
