package deadlines

import "github.com/larder-go/larder/internal/minheap"

// NewHeap returns an index in a binary heap (Williams, "Algorithm 232:
// Heapsort", CACM 1964). It is exact, whatever the deadlines and the clock:
// O(log n) to add and to take out, nothing in between.
func NewHeap[T any]() Index[T] { return new(heap[T]) }

// heap is also what the wheel and the queue keep those items in that do not
// fit their order. The zero value is empty.
type heap[T any] struct {
	items minheap.Heap[Item[T]]
	// unseen counts the places, from the top on, that this pass of Trim has
	// yet to look at. It goes from the end to the top because items that are
	// taken out pull others towards the top: so none of them is missed.
	unseen int
}

func (h *heap[T]) Add(item Item[T]) { h.items.Push(item) }

func (h *heap[T]) Len() int { return h.items.Len() }

func (h *heap[T]) Reset() { *h = heap[T]{} }

func (h *heap[T]) Due(now int64, limit int, take func(Item[T])) (used int) {
	for used < limit && h.has(now) {
		take(h.pop())
		used++
	}
	return used
}

// has reports whether something is due.
func (h *heap[T]) has(now int64) bool { return h.Len() > 0 && h.first().Deadline <= now }

// first returns the item that is due first; there must be one.
func (h *heap[T]) first() Item[T] { return h.items.At(0) }

// pop takes the first item out; there must be one.
func (h *heap[T]) pop() Item[T] {
	first := h.first()
	h.items.Remove(0)
	h.unseen = min(h.unseen, h.Len())
	return first
}

func (h *heap[T]) Trim(n int, stale func(T) bool) {
	for n = min(n, h.Len()); n > 0 && h.Len() > 0; n-- {
		if h.unseen == 0 {
			h.unseen = h.Len()
		}
		h.look(stale)
	}
}

// look looks at one of the unseen items; there must be one.
func (h *heap[T]) look(stale func(T) bool) {
	i := h.unseen - 1
	if !stale(h.items.At(i).Of) {
		h.unseen = i
		return
	}
	// The last item takes the place. If it belongs above, the parent comes
	// down to this place, and has yet to be seen.
	rises := i > 0 && h.items.At(h.Len()-1).Before(h.items.At((i-1)/2))
	h.items.Remove(i)
	if !rises {
		h.unseen = i
	}
}

func (h *heap[T]) Next() (deadline int64, ok bool) {
	if h.Len() == 0 {
		return 0, false
	}
	return h.first().Deadline, true
}

func (h *heap[T]) Overdue(now int64, visit func(Item[T])) { h.overdue(0, now, visit) }

// overdue goes down from place i as far as items are due: below one that is
// not, none is.
func (h *heap[T]) overdue(i int, now int64, visit func(Item[T])) {
	if i >= h.Len() || h.items.At(i).Deadline > now {
		return
	}
	visit(h.items.At(i))
	h.overdue(2*i+1, now, visit)
	h.overdue(2*i+2, now, visit)
}
