package policy

// Arrival is an entry that was linked.
type Arrival struct {
	Mark     *Mark
	Hash     uint64 // of its key, seeded
	Weight   int64  // not above the limit; 0 where nothing is weighed
	Pinned   bool   // it must not be evicted
	Deadline int64
	Now      int64 // the time, or one before it
	Born     int64 // Now; Unborn where Ages is false of the hash
}

func (a Arrival) cost(g *group) Credit {
	if !g.heavy {
		return Credit{entries: 1}
	}
	return Credit{1, a.Weight}
}

func (a Arrival) size(g *group) int64 {
	if g.heavy {
		return a.Weight
	}
	return 1
}

// Admit takes in an entry that was linked in place of old, unless that is nil. The
// caller unlinks those that have to leave, of which the new one may be one, and then
// calls Settle. O(1) amortised; O(log n) for PolicySoonestExpiry.
//
// Entries of one key come here in any order. One that was replaced before its own
// arrival is gone by then, and is not taken in.
func (b *Bound) Admit(a Arrival, old *Mark) Leaving {
	h, t := mix(a.Hash), b.group.tuner
	l, missed := b.admit(b.shard(h), a, old, uint32(h))
	if missed && t != nil {
		t.observe(b.group, uint32(h), a.cost(b.group).weight, l.Any())
	}
	return l
}

// admit is Admit for a shard. missed tells that the key was not there.
func (b *Bound) admit(s *shard, a Arrival, old *Mark, print uint32) (l Leaving, missed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return l, false
	}
	s.nodes.now = a.Now
	if t := b.group.tuner; t != nil {
		t.steer(s.order.(*queues))
	}
	unpins := old != nil && s.holdsLocked(old) && s.nodes.at(old.node).in == pinned && !a.Pinned
	owed, missed := b.arriveLocked(s, a, old, print)
	return b.makeRoomLocked(s, a, owed, unpins), missed
}

// arriveLocked gives the entry its place and says what it is to pay for it, less what
// the old one had paid. missed tells that it is of a key that was not there.
func (b *Bound) arriveLocked(s *shard, a Arrival, old *Mark, print uint32) (owed Credit, missed bool) {
	var refund Credit
	if old != nil {
		switch {
		case old.node == 0:
			old.node = gone
		case old.node == gone:
		case a.Mark.node == 0 && s.holdsLocked(old):
			refund = s.nodes.cost(old.node)
			s.renewLocked(a, old)
			return a.cost(b.group).minus(refund), false
		default:
			refund = s.removeLocked(old.node)
		}
	}
	if a.Mark.node == gone {
		return Credit{}.minus(refund), false
	}
	s.addLocked(a, print)
	if t := b.group.tuner; t != nil {
		if t.samples(print) {
			a.Mark.setSampled()
		}
		if s == b.group.shards[0] {
			t.passLocked(s)
		}
	}
	s.placeLocked(a, false)
	return a.cost(b.group).minus(refund), true
}

// makeRoomLocked pays what is owed for a, if need be with what it frees by eviction.
//
// Where more is taken than may be, since a limit was lowered while more entries were pinned,
// who unpins one makes room for that as well.
//
// Where it has to look for that in another shard, it lets go of this one; a is in limbo
// meanwhile, where nobody can evict it: else two Sets could pay for themselves with
// each other, and both stay.
func (b *Bound) makeRoomLocked(s *shard, a Arrival, owed Credit, unpins bool) (l Leaving) {
	if b.group.heavy && a.Weight > b.group.weight.limit.Load() && a.Mark.node != gone { // lowered since it was weighed
		s.removeLocked(a.Mark.node)
		l.add(Leaver{a.Mark, Unborn})
		return l.keeping(owed.minus(a.cost(b.group)))
	}
	waiting := false // in limbo
	for !b.group.pay(&owed) || unpins && a.Mark.node != gone && b.group.over(owed) {
		donor := b.group.donorLocked(s, a)
		if donor == s {
			v, c, ok := s.evictLocked(a.size(b.group))
			if !ok { // all are pinned
				v, c = Leaver{a.Mark, Unborn}, a.cost(b.group)
				s.removeLocked(a.Mark.node)
			}
			owed = owed.minus(c)
			l.add(v)
			if v.Mark == a.Mark {
				return l.keeping(owed)
			}
			continue
		}
		s.withdrawLocked(a.Mark.node)
		waiting = true
		s.mu.Unlock()
		owed = owed.minus(b.take(donor, &l, a.Now))
		s.mu.Lock()
		if s.closed || a.Mark.node == gone {
			return l.keeping(owed.minus(a.cost(b.group)))
		}
	}
	if waiting {
		s.placeLocked(a, true)
	}
	return l.keeping(owed)
}

// take evicts from any shard of the group, unless nothing is left there.
func (b *Bound) take(donor *shard, l *Leaving, now int64) Credit {
	if donor.owner != b {
		c, report, ok := donor.owner.yield(donor, now)
		if ok {
			l.Reports = append(l.Reports, report)
		}
		return c
	}
	v, c, ok := donor.evict(now)
	if ok {
		l.add(v)
	}
	return c
}

// donorLocked returns the shard in which to make room for a: its own, unless that
// holds less than half of what it should, or nothing.
func (g *group) donorLocked(s *shard, a Arrival) *shard {
	own := int64(s.order.entries())
	if in := s.nodes.at(a.Mark.node).in; in != limbo && in != pinned {
		own--
	}
	if own > 0 && 2*own*int64(len(g.shards)) >= g.entries.taken.Load() {
		return s
	}
	return g.largest(s, own)
}

// largest returns the shard with the most entries of those that have more than n, or
// else s.
func (g *group) largest(s *shard, n int64) *shard {
	own := s
	for _, other := range g.shards {
		if size := other.size.Load(); size > n && other != own {
			s, n = other, size
		}
	}
	return s
}
