package policy

import "github.com/larder-go/larder/internal/minheap"

// soonest evicts what expires soonest, and of what expires at the same time, or
// never, what was set first: a min-heap, O(log n).
type soonest struct {
	nodes *nodes
	heap  minheap.Heap[due]
	came  uint64 // counts
}

// due is an entry in the heap; the prev of its node is its place there.
type due struct {
	deadline int64
	came     uint64
	of       id
}

// Before orders by deadline, then by arrival.
func (d due) Before(e due) bool {
	return d.deadline < e.deadline || d.deadline == e.deadline && d.came < e.came
}

func newSoonest(a *nodes) *soonest {
	s := &soonest{nodes: a}
	s.heap.Moved = func(d due, place int) { s.nodes.at(d.of).prev = id(place) }
	return s
}

func (s *soonest) insert(i id, deadline int64) {
	s.came++
	s.nodes.at(i).in = inHeap
	s.heap.Push(due{deadline, s.came, i})
}

func (s *soonest) reenter(i id, deadline int64) { s.insert(i, deadline) }

func (s *soonest) remove(i id) {
	s.heap.Remove(int(s.nodes.at(i).prev))
	s.nodes.at(i).in = nowhere
}

func (s *soonest) evict(int64) id {
	if s.heap.Len() == 0 {
		return 0
	}
	i := s.heap.At(0).of
	s.remove(i)
	return i
}

func (s *soonest) renew(i id, deadline int64, _ bool) {
	s.remove(i)
	s.insert(i, deadline)
}

func (s *soonest) reweigh(i id, weight int64) { s.nodes.weigh(i, weight) }

func (s *soonest) entries() int { return s.heap.Len() }
