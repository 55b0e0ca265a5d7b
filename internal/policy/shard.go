package policy

import (
	"sync"
	"sync/atomic"
)

// shard has a part of the keys of one cache.
type shard struct {
	owner *Bound // never changes

	mu sync.Mutex

	// Guarded by mu.
	nodes  nodes
	order  order
	born   map[id]int64 // when entries were set, of those that are aged
	misses int          // since the feed's epoch began; of the first shard
	looked int          // where corpse has come to
	closed bool

	size   atomic.Int64 // entries in order; stored under mu, as is
	weight atomic.Int64 // of all entries
	_      [64]byte     // shards are apart
}

// Leaver is an entry that has to leave.
type Leaver struct {
	Mark *Mark
	Born int64 // when it was set, if that is known; else Unborn
}

// Unborn is the birth of an entry whose age is not wanted.
const Unborn int64 = -1 << 63

// addLocked takes in an entry that has just come, in limbo.
func (s *shard) addLocked(a Arrival, print uint32) {
	i := s.nodes.add(a.Mark, print, a.Weight)
	s.weight.Add(a.Weight)
	a.Mark.node = i
	e := s.nodes.at(i)
	e.in = limbo
	if a.Born != Unborn {
		e.aged = true
		s.born[i] = a.Born
	}
}

// placeLocked gives an entry in limbo its place; again tells that it had one before.
func (s *shard) placeLocked(a Arrival, again bool) {
	switch i := a.Mark.node; {
	case a.Pinned:
		s.nodes.at(i).in = pinned
	case again:
		s.order.reenter(i, a.Deadline)
	default:
		s.order.insert(i, a.Deadline)
	}
	s.countLocked()
}

// withdrawLocked puts an entry into limbo.
func (s *shard) withdrawLocked(i id) {
	e := s.nodes.at(i)
	if e.in != pinned && e.in != limbo {
		s.order.remove(i)
		s.countLocked()
	}
	e.in = limbo
}

// renewLocked puts an entry in the place of another of the same key, which is not in
// limbo.
func (s *shard) renewLocked(a Arrival, old *Mark) {
	i := old.node
	e := s.nodes.at(i)
	old.node, a.Mark.node, e.mark = gone, i, a.Mark
	a.Mark.setHits(old)
	s.weight.Add(a.Weight - s.nodes.weight(i))
	if e.aged {
		s.born[i] = a.Born
	}
	if (e.in == pinned) == a.Pinned {
		if a.Pinned {
			return
		}
		s.order.reweigh(i, a.Weight)
		s.order.renew(i, a.Deadline, true)
		return
	}
	s.withdrawLocked(i)
	s.nodes.weigh(i, a.Weight)
	s.placeLocked(a, false)
}

// evictLocked lets go of the entry that is to leave, if there is one that may: not one
// that is pinned, but where that has expired, which is looked for before the only one
// left leaves: the one that has just come. That takes up size.
func (s *shard) evictLocked(size int64) (l Leaver, c Credit, ok bool) {
	if s.closed {
		return l, c, false
	}
	i := id(0)
	if s.order.entries() <= 1 {
		i = s.nodes.corpse(&s.looked)
	}
	if i == 0 {
		if i = s.order.evict(size); i == 0 {
			return l, c, false
		}
	}
	l.Mark, l.Born = s.nodes.at(i).mark, Unborn
	if s.nodes.at(i).aged {
		l.Born = s.born[i]
	}
	return l, s.dropLocked(i), true
}

func (s *shard) close() (c Credit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return c
	}
	for i := range s.nodes.all.Len() {
		if e := s.nodes.at(id(i + 1)); e.mark != nil && e.in != limbo {
			c = c.plus(s.nodes.cost(id(i + 1)))
		}
	}
	s.closed = true
	s.nodes, s.order, s.born = nodes{}, nil, nil
	s.size.Store(0)
	s.weight.Store(0)
	return c
}

func (s *shard) evict(now int64) (l Leaver, c Credit, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.nodes.now = now
	return s.evictLocked(1)
}

// removeLocked lets go of an entry, wherever it is. One in limbo has not been paid
// for: who removes it gets nothing, and who was to pay for it owes nothing.
func (s *shard) removeLocked(i id) (c Credit) {
	unpaid := s.nodes.at(i).in == limbo
	s.withdrawLocked(i)
	if c = s.dropLocked(i); unpaid {
		return Credit{}
	}
	return c
}

// dropLocked forgets an entry that is in no queue, and returns what it took.
func (s *shard) dropLocked(i id) Credit {
	c := s.nodes.cost(i)
	e := s.nodes.at(i)
	if e.aged {
		delete(s.born, i)
	}
	e.mark.node = gone
	s.weight.Add(-s.nodes.weight(i))
	s.nodes.remove(i)
	s.countLocked()
	return c
}

func (s *shard) countLocked() { s.size.Store(int64(s.order.entries())) }
