package sweep

import (
	"runtime"
	"sync/atomic"
	"time"
)

// adaptive looks at limit entries after the other until nothing is left to do,
// but at no more than budget a second. It spends the budget in parts, one a
// tick, so that it never works for long at a stretch.
type adaptive struct {
	interval time.Duration
	limit    int
	budget   int
	behind   atomic.Bool // the last tick did not get to the end; stored by Tick
}

const parts = 100 // of a second, and of the budget

func (a *adaptive) Tick(t Target) {
	a.behind.Store(true) // even if a listener panics
	part := max(a.budget/parts, 1)
	for part > 0 {
		p := t.Sweep(min(a.limit, part))
		if p.Done {
			a.behind.Store(false)
			return
		}
		part -= max(p.Used, 1)
		runtime.Gosched() // others wait for the processor
	}
}

// Wait returns the time until a small budget allows for one entry more, where
// that is longer than a part.
func (a *adaptive) Wait(t Target) time.Duration {
	switch {
	case a.behind.Load():
		return time.Second / time.Duration(min(a.budget, parts))
	case a.interval > 0:
		return a.interval
	}
	return untilDue(t)
}
