package policy

// Holds reports whether an entry has been admitted and has not left.
func (b *Bound) Holds(m *Mark, hash uint64) bool {
	s := b.shard(mix(hash))
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.closed && s.holdsLocked(m)
}

func (s *shard) holdsLocked(m *Mark) bool {
	return m.node != 0 && m.node != gone && s.nodes.at(m.node).in != limbo
}

// Move has an entry take the place of old, which has the same value, and another
// deadline. It reports false if old has left, or is about to: then the new entry is not
// taken in, and the caller unlinks it. Holds was true of old before.
func (b *Bound) Move(m, old *Mark, hash uint64, deadline int64) (ok bool) {
	s := b.shard(mix(hash))
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return true
	}
	if !s.holdsLocked(old) {
		if old.node != 0 && old.node != gone {
			s.removeLocked(old.node) // in limbo; who waits for its room sees that
		}
		replaced := m.node == gone // by another since
		m.node = gone
		return replaced
	}
	if m.node == gone {
		b.group.give(s.removeLocked(old.node))
		return true
	}
	i := old.node
	old.node, m.node, s.nodes.at(i).mark = gone, i, m
	m.setHits(old)
	if s.nodes.at(i).in != pinned {
		s.order.renew(i, deadline, false)
	}
	return true
}
