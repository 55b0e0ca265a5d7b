package sweep

import "time"

// cursor looks at up to limit entries a tick. The larger the cache, the
// closer its ticks, so that it gets around in about one round.
type cursor struct {
	interval time.Duration
	limit    int
}

func (c cursor) Tick(t Target) { t.Sweep(c.limit) }

func (c cursor) Interval(t Target) time.Duration {
	if c.interval > 0 {
		return c.interval
	}
	ticks := t.Len()/c.limit + 1
	return max(round(t)/time.Duration(ticks), shortestTick)
}
