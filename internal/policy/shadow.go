package policy

// shadow is a small cache of fingerprints that counts what a mode would miss.
type shadow struct {
	nodes    nodes
	queues   *queues
	at       map[uint32]id
	spare    []*Mark // of what was dropped
	capacity int64
}

func newShadow(m *Mode, capacity int64) *shadow {
	s := &shadow{at: make(map[uint32]id), capacity: capacity}
	s.queues = newQueues(&s.nodes, m)
	return s
}

// access reports whether the fingerprint was there; now it has been asked for.
func (s *shadow) access(print uint32, size int64) bool {
	if i, ok := s.at[print]; ok {
		s.queues.renew(i, 0, true)
		return true
	}
	if size > s.capacity {
		return false
	}
	i := s.nodes.add(s.mark(), print, size)
	s.at[print] = i
	s.queues.insert(i, 0)
	s.shrink(size)
	return false
}

// shrink evicts down to the capacity. What has just come takes up size.
func (s *shadow) shrink(size int64) {
	for s.queues.window.size+s.queues.main.size > s.capacity {
		s.drop(s.queues.evict(size))
	}
}

func (s *shadow) resize(capacity int64) {
	s.capacity = capacity
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

// share returns the window's share of what is there, and whether the shadow is
// full.
func (s *shadow) share() (share float64, full bool) {
	window, main := s.queues.window.size, s.queues.main.size
	return float64(window) / float64(max(window+main, 1)), window+main >= s.capacity
}
