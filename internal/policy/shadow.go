package policy

// shadow is a small cache of fingerprints that counts what a mode would miss.
type shadow struct {
	nodes  nodes
	queues *queues
	at     map[uint32]id
	spare  []*Mark // of what was dropped
	limits Credit  // as those of the cache, in proportion
}

func newShadow(m *Mode, heavy bool, limits Credit) *shadow {
	s := &shadow{at: make(map[uint32]id), nodes: newNodes(heavy, heavy, nil), limits: limits}
	s.queues = newQueues(&s.nodes, m)
	return s
}

// access reports whether the fingerprint was there; now it has been asked for. weight is
// that of its entry, 0 where none is limited.
func (s *shadow) access(print uint32, weight int64) bool {
	if i, ok := s.at[print]; ok {
		s.queues.renew(i, 0, true)
		return true
	}
	if weight > s.limits.weight {
		return false
	}
	i := s.nodes.add(s.mark(), print, weight)
	s.at[print] = i
	s.queues.insert(i, 0)
	s.shrink(s.nodes.size(i))
	return false
}

// holds returns what is there.
func (s *shadow) holds() (c Credit) {
	if c.entries = int64(s.queues.entries()); s.nodes.heavy {
		c.weight = s.queues.window.size + s.queues.main.size
	}
	return c
}

// shrink evicts down to the limits. What has just come takes up size.
func (s *shadow) shrink(size int64) {
	for c := s.holds(); c.entries > s.limits.entries || c.weight > s.limits.weight; c = s.holds() {
		s.drop(s.queues.evict(size))
	}
}

func (s *shadow) resize(limits Credit) {
	s.limits = limits
	s.shrink(1)
}

func (s *shadow) mark() *Mark {
	if len(s.spare) == 0 {
		return new(Mark)
	}
	m := s.spare[len(s.spare)-1]
	s.spare = s.spare[:len(s.spare)-1]
	*m = Mark{}
	return m
}

func (s *shadow) drop(i id) {
	s.spare = append(s.spare, s.nodes.at(i).mark)
	delete(s.at, s.nodes.at(i).print)
	s.nodes.remove(i)
}

// forget is called with what was deleted.
func (s *shadow) forget(print uint32) {
	if i, ok := s.at[print]; ok {
		s.queues.remove(i)
		s.drop(i)
	}
}

// share returns the window's share of what is there, and whether the shadow is full, or
// nearly so by weight.
func (s *shadow) share() (share float64, full bool) {
	window, main := s.queues.window.size, s.queues.main.size
	c := s.holds()
	full = c.entries >= s.limits.entries || s.nodes.heavy && c.weight >= s.limits.weight/10*9
	return float64(window) / float64(max(window+main, 1)), full
}
