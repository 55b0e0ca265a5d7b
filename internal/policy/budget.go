package policy

import (
	"math"
	"sync/atomic"
)

// unlimited is a limit that cannot be reached.
const unlimited int64 = math.MaxInt64

// budget is what a cache may hold, of entries or of weight, and what is taken of it.
// Entries in a full cache that replace others take nothing more, so that it is
// written while a cache fills, or where something is deleted.
type budget struct {
	limit atomic.Int64
	taken atomic.Int64
	_     [112]byte // budgets are apart
}

// take takes more, which may be negative, unless that is beyond the limit.
func (b *budget) take(more int64) bool {
	if more <= 0 {
		b.taken.Add(more)
		return true
	}
	for {
		taken := b.taken.Load()
		if more > b.limit.Load()-taken {
			return false
		}
		if !b.taken.CompareAndSwap(taken, taken+more) {
			continue
		}
		// The limit may have been lowered since it was loaded: then who did so
		// has either seen what was taken, and sheds, or it is seen here.
		if taken+more > b.limit.Load() {
			b.taken.Add(-more)
			return false
		}
		return true
	}
}

// excess returns by how much more is taken than may be.
func (b *budget) excess() int64 { return max(b.taken.Load()-b.limit.Load(), 0) }

// Credit is a part of both budgets.
type Credit struct{ entries, weight int64 }

func (c Credit) plus(d Credit) Credit  { return Credit{c.entries + d.entries, c.weight + d.weight} }
func (c Credit) minus(d Credit) Credit { return Credit{c.entries - d.entries, c.weight - d.weight} }

// pay takes what is owed of each budget, if that is possible.
func (g *group) pay(owed *Credit) bool {
	if owed.entries > 0 && g.entries.take(owed.entries) {
		owed.entries = 0
	}
	if owed.weight > 0 && g.weight.take(owed.weight) {
		owed.weight = 0
	}
	return owed.entries <= 0 && owed.weight <= 0
}

// over reports whether more is taken than may be, even after what is owed less than
// nothing is given back.
func (g *group) over(owed Credit) bool {
	return g.entries.excess() > max(-owed.entries, 0) || g.weight.excess() > max(-owed.weight, 0)
}

func (g *group) give(c Credit) {
	if c.entries != 0 {
		g.entries.taken.Add(-c.entries)
	}
	if c.weight != 0 {
		g.weight.taken.Add(-c.weight)
	}
}
