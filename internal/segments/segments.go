// Package segments is a growing array in pieces of a fixed size, so that
// neither growing nor shrinking ever copies more than the list of pieces: a
// push or a pop under a lock takes the same time with ten entries and with ten
// million.
//
// Use it for what is changed under a lock that others wait for. A slice is
// faster and simpler everywhere else. It is not safe for concurrent use.
package segments

const (
	bits = 10
	size = 1 << bits // elements of a piece
)

// Array is an array that grows and shrinks at its end. The zero value is empty.
type Array[T any] struct {
	pieces []*[size]T // the last one may be spare
	n      int
}

// Len returns the number of elements.
func (a *Array[T]) Len() int { return a.n }

// At returns the place of element i in [0, Len()). It is valid until the
// element is popped.
func (a *Array[T]) At(i int) *T { return &a.pieces[i>>bits][i&(size-1)] }

// Push adds an element at the end.
func (a *Array[T]) Push(v T) {
	if a.n>>bits == len(a.pieces) {
		a.pieces = append(a.pieces, new([size]T))
	}
	a.n++
	*a.At(a.n - 1) = v
}

// Pop removes the last element, which must exist, and returns it. Memory is
// given back piece by piece, one behind, so that a push and a pop in turn
// allocate nothing.
func (a *Array[T]) Pop() T {
	last, zero := a.At(a.n-1), *new(T)
	v := *last
	*last = zero
	a.n--
	if spare := a.n>>bits + 2; len(a.pieces) > spare {
		clear(a.pieces[spare:])
		a.pieces = a.pieces[:spare]
	}
	return v
}
