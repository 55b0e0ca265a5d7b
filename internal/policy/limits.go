package policy

// Resize changes the largest number of entries, and ResizeWeight the largest weight.
// The caller calls Shed until nothing has to leave.
func (b *Bound) Resize(capacity int64) {
	b.group.entries.limit.Store(capacity)
	b.group.retune()
}

// ResizeWeight is as Resize.
func (b *Bound) ResizeWeight(most int64) {
	b.group.weight.limit.Store(most)
	b.group.retune()
}

// MaxWeight returns the largest weight; the largest there is where none was set.
func (b *Bound) MaxWeight() int64 { return b.group.weight.limit.Load() }

// Bounds reports which of the limits were set.
func (b *Bound) Bounds() (entries, weight bool) {
	return b.group.entries.limit.Load() != unlimited, b.group.heavy
}

// atOnce is how many entries are evicted in one go.
const atOnce = 512

// Shed returns entries that have to leave since a limit was lowered, as Admit does. now is
// the time, or one before it.
func (b *Bound) Shed(now int64) (l Leaving) {
	g := b.group
	for l.n < atOnce && g.over(Credit{}.minus(l.rest)) {
		before := l.rest
		if donor := g.largest(nil, 0); donor != nil {
			// As many as each shard would have to give, or a part of that.
			for range 1 + g.entries.excess()/int64(2*len(g.shards)) {
				if l.n >= atOnce || !g.over(Credit{}.minus(l.rest)) {
					break
				}
				l.rest = l.rest.plus(b.take(donor, &l, now))
			}
		} else {
			l.rest = l.rest.plus(b.corpses(&l, now))
		}
		if l.rest == before && g.largest(nil, 0) == nil {
			break // what is left is pinned
		}
	}
	return l
}

// corpses evicts what is pinned and has expired, some of each shard.
func (b *Bound) corpses(l *Leaving, now int64) (c Credit) {
	for _, s := range b.group.shards {
		c = c.plus(b.take(s, l, now))
	}
	return c
}

// Join has the cache keep to the limits of another, together with it, which is made
// with the same settings. Neither is in use yet.
func (b *Bound) Join(other *Bound) {
	weighs, expiry := b.shards[0].nodes.weights != nil, b.shards[0].nodes.expiry
	b.group = other.group
	b.deal(1, weighs, expiry)
	if len(other.shards) > 1 {
		b.group.shards = b.group.shards[len(other.shards):]
		other.deal(1, weighs, other.shards[0].nodes.expiry)
	}
}

// Yields says how the cache unlinks an entry for another that shares its limits, and which
// reading of the clock it needs for that: the other's, or, where that has made none, perhaps
// one of its own. It is called before Join.
func (b *Bound) Yields(needed func(now int64) int64, f func(l Leaving, now int64) (report func())) {
	b.yield = func(s *shard, now int64) (Credit, func(), bool) {
		now = needed(now)
		v, c, ok := s.evict(now)
		if !ok {
			return c, nil, false
		}
		return c, f(Leaving{first: v, n: 1}, now), true
	}
}
