package engine

import "time"

// wake has the horizon refreshed and the sweeper tick from now on, if they are
// at rest. The caller has made expiring positive before. The horizon is moved
// by the refresher's beats alone, which follow one another and leave it at
// exact when they end.
func (g *Engine[K, V]) wake() {
	if r := g.time.refresher; r != nil && !r.Running() {
		r.Wake(shortestPeriod)
	}
	if g.sweeper != nil && !g.sweeper.Running() {
		g.sweeper.Wake(g.strategy.Interval(g))
	}
}

// isExpiring reports whether any linked entry has a deadline. With operations
// in progress it may be wrong either way; then the operation that ends last
// calls wake or makes it right. Counted stripe by stripe, a sum may miss a
// larger part of the additions made meanwhile than of the subtractions, but
// each of those additions is followed by a wake.
func (g *Engine[K, V]) isExpiring() bool { return g.expiring.Value() > 0 }

func (g *Engine[K, V]) refresh() time.Duration { return g.time.refresh(g.isExpiring()) }

func (g *Engine[K, V]) refreshPause() time.Duration {
	if !g.isExpiring() {
		return 0
	}
	return shortestPeriod
}

func (g *Engine[K, V]) tick() time.Duration {
	g.removeQueued()
	g.strategy.Tick(g)
	return g.tickPause()
}

func (g *Engine[K, V]) tickPause() time.Duration {
	if !g.isExpiring() {
		return 0
	}
	return g.strategy.Interval(g)
}

// ShortestTTL returns the shortest time to live set lately. It is for the
// sweeper's strategy, as is Sweep.
func (g *Engine[K, V]) ShortestTTL() time.Duration { return g.time.shortestTTL() }

// Sweep looks at up to limit entries and removes those that have expired.
func (g *Engine[K, V]) Sweep(limit int) {
	now := g.time.now()
	g.time.age(now)
	// Allocated here, not under a lock: an allocation may have to help the
	// garbage collector.
	due := g.due
	if due == nil {
		due = make([]*Entry[K, V], 0, dueRoom)
	}
	due = g.sweep(limit, now, due)
	if len(due) > 0 {
		if g.counts != nil {
			g.counts.sweepDeletes.Add(uint64(len(due)))
		}
		g.expired(due)
	}
	if g.due = due[:0]; cap(due) > dueRoom {
		g.due = nil
	}
	clear(due)
}

// dueRoom is for how many due entries room is kept between ticks.
const dueRoom = 1024

// sweep appends what it removes to due.
func (g *Engine[K, V]) sweep(limit int, now int64, due []*Entry[K, V]) (removed []*Entry[K, V]) {
	g.sweeping.Lock()
	defer g.sweeping.Unlock()
	if g.time.closed() {
		return due
	}
	g.store.Scan(limit, func(e *Entry[K, V]) bool {
		if e.Deadline > now {
			return false
		}
		due = append(due, e)
		return true
	})
	if len(due) == 0 {
		return due
	}
	return g.store.Remove(due)
}
