package engine

import (
	"cmp"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/pulse"
	"github.com/larder-go/larder/internal/sweep"
)

// initSweep is the part of Init that is about the removal of expired entries
// that nobody reads.
func (g *Engine[K, V]) initSweep(o larder.Options[K, V], callBack pulse.After) {
	g.alarm.init()
	g.holds.counts, g.holds.over = g.counts, g.time.closed
	if store, ok := g.store.(HoldTeller); ok {
		store.TellHolds(&g.holds)
		g.tells = true
	}
	if g.queued = o.Sweeper == larder.SweepQueue; g.queued && g.ttl != larder.NoExpiry {
		_ = g.oneTTL.Take(g.ttl) // the first
	}
	g.index = newIndex(o.Sweeper, g.store)
	if o.Sweeper == larder.SweepSampled {
		g.samples, g.sets = cmp.Or(o.SweepLimit, defaultSamples), cmp.Or(o.SweepSets, defaultSets)
		g.holds.on.Store(true) // several may be at work
	}
	g.strategy = sweep.New(o.Sweeper, sweep.Settings{Interval: o.SweepInterval, Limit: o.SweepLimit, Budget: o.SweepBudget})
	if g.strategy != nil {
		g.sweeper = pulse.New(g, callBack, (*Engine[K, V]).tick, (*Engine[K, V]).tickPause)
		g.fixed = o.SweepInterval > 0
	}
}

// wake is called after an entry was linked, which expires at deadline. It has
// the horizon refreshed from now on, if it is not, and the sweeper tick, and in
// time. The caller has made expiring positive before. The horizon is moved by
// the refresher's beats alone, which follow one another and leave it at exact
// when they end.
func (g *Engine[K, V]) wake(deadline int64) {
	if r := g.time.refresher; r != nil && !r.Running() {
		r.Wake()
	}
	if g.sweeper == nil {
		return
	}
	if deadline < g.alarm.at.Load() && g.alarm.lower(deadline) && !g.fixed {
		g.sweeper.Hasten()
	}
	if !g.sweeper.Running() {
		g.sweeper.Wake()
	}
}

// isExpiring reports whether any linked entry has a deadline. With operations
// in progress it may be wrong either way; then the operation that ends last
// calls wake or makes it right. Counted stripe by stripe, a sum may miss a
// larger part of the additions made meanwhile than of the subtractions, but
// each of those additions is followed by a wake.
func (g *Engine[K, V]) isExpiring() bool { return g.expiring.Value() > 0 }

func (g *Engine[K, V]) refresh() { g.time.refresh(g.isExpiring()) }

func (g *Engine[K, V]) refreshPause() time.Duration {
	if !g.isExpiring() {
		return 0
	}
	return g.time.pause()
}

func (g *Engine[K, V]) tick() {
	g.removeQueued()
	g.time.age(g.time.shows())
	if g.alarm.within() || g.Due() <= 0 { // else nothing has expired
		g.strategy.Tick(g)
	}
	if g.counts != nil {
		g.counts.sweepRuns.Add(1)
	}
	g.time.shows() // for the pause: listeners may have taken their time
}

func (g *Engine[K, V]) tickPause() time.Duration {
	if !g.isExpiring() {
		return 0
	}
	return g.strategy.Wait(g)
}

// ShortestTTL returns the shortest time to live set lately. It is for the
// sweeper's strategy, as are Due and Sweep.
func (g *Engine[K, V]) ShortestTTL() time.Duration { return g.time.shortestTTL() }

// Due returns the time from now to the earliest deadline there may be. Who asks
// has read the clock: it is a Set that makes work for the sweeper, or a tick.
func (g *Engine[K, V]) Due() time.Duration {
	return time.Duration(g.alarm.at.Load() - g.time.latest()) // which is never before the epoch
}
