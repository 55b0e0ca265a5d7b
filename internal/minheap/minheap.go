// Package minheap is a binary heap of values, smallest first, without the
// boxing that container/heap needs for each push and pop.
//
// Use it where items are small structs and pushed often; it is not safe for
// concurrent use.
package minheap

// Item is a value that knows its order.
type Item[T any] interface {
	// Before reports whether the item belongs nearer to the top than other.
	Before(other T) bool
}

// Heap is a min-heap (Williams 1964). The zero value is empty.
type Heap[T Item[T]] struct{ items []T }

// Len returns the number of items.
func (h *Heap[T]) Len() int { return len(h.items) }

// At returns the item at place i in [0, Len()); that at place 0 is a smallest.
func (h *Heap[T]) At(i int) T { return h.items[i] }

// Push adds an item. O(log n).
func (h *Heap[T]) Push(item T) {
	h.items = append(h.items, item)
	h.up(len(h.items) - 1)
}

// Remove removes the item at place i; the place of others may change. It gives
// memory back when few are left. O(log n), amortised.
func (h *Heap[T]) Remove(i int) {
	last := len(h.items) - 1
	h.items[i] = h.items[last]
	clear(h.items[last:])
	h.items = h.items[:last]
	if i < last && !h.down(i) {
		h.up(i)
	}
	if cap(h.items) >= 1024 && last < cap(h.items)/4 {
		h.items = append(make([]T, 0, cap(h.items)/2), h.items...)
	}
}

// Reset removes everything.
func (h *Heap[T]) Reset() { h.items = nil }

func (h *Heap[T]) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !h.items[i].Before(h.items[parent]) {
			return
		}
		h.items[i], h.items[parent] = h.items[parent], h.items[i]
		i = parent
	}
}

// down sinks the item at i and reports whether it moved.
func (h *Heap[T]) down(i int) bool {
	start := i
	for {
		child := 2*i + 1
		if child >= len(h.items) {
			break
		}
		if right := child + 1; right < len(h.items) && h.items[right].Before(h.items[child]) {
			child = right
		}
		if !h.items[child].Before(h.items[i]) {
			break
		}
		h.items[i], h.items[child] = h.items[child], h.items[i]
		i = child
	}
	return i != start
}
