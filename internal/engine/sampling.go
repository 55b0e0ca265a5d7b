package engine

import "math/rand/v2"

const (
	defaultSets    = 16
	defaultSamples = 20
	// mostSamples is how many samples a Set looks at in a row.
	mostSamples = 16
)

// sample is how SweepSampled works, after a Set: with probability
// 1/sets it looks at entries chosen at random and removes those that
// have expired, and again, while more than a quarter have. The method is that
// of Redis' active expiry, which a timer drives there.
// It takes over the reading of the clock that the Set has needed, if any.
func (g *Engine[K, V]) sample(now int64) {
	if !g.time.finite.Load() || rand.IntN(g.sets) > 0 {
		return
	}
	if now == unread {
		now = g.time.now()
	}
	g.time.age(now)
	for range mostSamples {
		if g.counts != nil {
			g.counts.sweepRuns.Add(1)
		}
		due := make([]*Entry[K, V], 0, min(g.samples, dueRoom))
		g.store.Sample(g.samples, func(e *Entry[K, V]) bool {
			if e.Deadline <= now {
				due = append(due, e)
			}
			return e.Deadline <= now
		})
		found := len(due)
		if removed := g.remove(due); removed > 0 {
			g.swept(due[:removed])
			g.tidy()
		}
		if found <= g.samples/4 {
			return
		}
	}
}
