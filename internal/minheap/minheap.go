// Package minheap is a binary heap of values, smallest first, without the
// boxing that container/heap needs for each push and pop.
//
// Use it where items are small structs and pushed often; it is not safe for
// concurrent use.
package minheap

import "github.com/larder-go/larder/internal/segments"

// Item is a value that knows its order.
type Item[T any] interface {
	// Before reports whether the item belongs nearer to the top than other.
	Before(other T) bool
}

// Heap is a min-heap (Williams, "Algorithm 232: heapsort", Communications of the ACM
// 7, 1964). The zero value is empty. It lies in pieces, so that no push and no
// removal copies it.
type Heap[T Item[T]] struct {
	// Moved, unless nil, is told of the place of each item that is put anywhere.
	Moved func(item T, place int)

	items segments.Array[T]
}

// Len returns the number of items.
func (h *Heap[T]) Len() int { return h.items.Len() }

// At returns the item at place i in [0, Len()); that at place 0 is a smallest.
func (h *Heap[T]) At(i int) T { return *h.items.At(i) }

// Push adds an item. O(log n).
func (h *Heap[T]) Push(item T) {
	h.items.Push(item)
	h.up(h.Len() - 1)
}

// Remove removes the item at place i; the place of others may change. O(log n).
func (h *Heap[T]) Remove(i int) {
	last := h.items.Pop()
	if i == h.Len() {
		return
	}
	*h.items.At(i) = last
	if !h.down(i) {
		h.up(i)
	}
}

// Reset removes everything.
func (h *Heap[T]) Reset() { h.items = segments.Array[T]{} }

func (h *Heap[T]) put(item T, i int) {
	*h.items.At(i) = item
	if h.Moved != nil {
		h.Moved(item, i)
	}
}

func (h *Heap[T]) up(i int) {
	item := h.At(i)
	for i > 0 {
		parent := (i - 1) / 2
		if !item.Before(h.At(parent)) {
			break
		}
		h.put(h.At(parent), i)
		i = parent
	}
	h.put(item, i)
}

// down sinks the item at i and reports whether it moved.
func (h *Heap[T]) down(i int) bool {
	start, item := i, h.At(i)
	for {
		child := 2*i + 1
		if child >= h.Len() {
			break
		}
		if right := child + 1; right < h.Len() && h.At(right).Before(h.At(child)) {
			child = right
		}
		if !h.At(child).Before(item) {
			break
		}
		h.put(h.At(child), i)
		i = child
	}
	h.put(item, i)
	return i != start
}
