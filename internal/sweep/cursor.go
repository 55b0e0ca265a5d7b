package sweep

import (
	"sync/atomic"
	"time"
)

// cursor looks at up to limit entries a tick. Within a round, the larger the
// cache the closer its ticks, so that it gets around in about the grace.
type cursor struct {
	interval time.Duration
	limit    int
	within   atomic.Bool // a round; stored by Tick
}

func (c *cursor) Tick(t Target) {
	c.within.Store(true) // even if a listener panics
	c.within.Store(!t.Sweep(c.limit).Done)
}

func (c *cursor) Wait(t Target) time.Duration {
	switch {
	case c.interval > 0:
		return c.interval
	case c.within.Load():
		ticks := t.Len()/c.limit + 1
		return max(grace(t)/time.Duration(ticks), shortestPause)
	}
	return untilDue(t)
}
