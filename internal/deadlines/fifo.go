package deadlines

// fifo is a queue of items in a list of chunks: adding, taking out and joining
// two of them are O(1), and a chunk is given back when its last item leaves.
// The zero value is empty.
type fifo[T any] struct {
	first, last *chunk[T] // none is empty, but for a lone one that is kept for the next push
	n           int
}

// chunk is 512 bytes long if T is a pointer.
type chunk[T any] struct {
	next     *chunk[T]
	from, to int32 // items[from:to] are in use
	items    [31]Item[T]
}

// push adds an item at the end.
func (f *fifo[T]) push(item Item[T]) {
	switch {
	case f.last == nil:
		f.first = new(chunk[T])
		f.last = f.first
	case int(f.last.to) == len(f.last.items):
		f.last.next = new(chunk[T])
		f.last = f.last.next
	}
	f.last.items[f.last.to] = item
	f.last.to++
	f.n++
}

// front returns the oldest item; there must be one.
func (f *fifo[T]) front() Item[T] { return f.first.items[f.first.from] }

// back returns the youngest item; there must be one.
func (f *fifo[T]) back() Item[T] { return f.last.items[f.last.to-1] }

// pop takes the oldest item out; there must be one.
func (f *fifo[T]) pop() Item[T] {
	c := f.first
	item := c.items[c.from]
	c.items[c.from] = Item[T]{}
	c.from++
	f.n--
	switch {
	case c.from < c.to:
	case c.next != nil:
		f.first = c.next
	default:
		c.from, c.to = 0, 0
	}
	return item
}

// join adds the items of other, which must not be used any more, at the end.
func (f *fifo[T]) join(other fifo[T]) {
	switch {
	case other.n == 0:
	case f.n == 0:
		*f = other
	default:
		f.last.next = other.first
		f.last = other.last
		f.n += other.n
	}
}

// each visits the items, oldest first, until visit returns false, and reports
// whether it never did.
func (f *fifo[T]) each(visit func(Item[T]) bool) bool {
	for c := f.first; c != nil; c = c.next {
		for _, item := range c.items[c.from:c.to] {
			if !visit(item) {
				return false
			}
		}
	}
	return true
}
