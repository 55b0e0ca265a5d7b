package deadlines

// NewQueue returns an index for entries that all have the same time to live:
// they come in order of deadline, so that a queue is all it takes, O(1) to add
// and to take out.
//
// An item that is due before the last one in the queue goes to a heap beside
// it, O(log of those): the few of writers that overtake each other, or all of
// them for as long as a clock that stepped back takes to catch up. Neither waits
// behind a later one, and the order of what Due takes out is exact.
func NewQueue[T any]() Index[T] { return new(queue[T]) }

// queue is two parts of one queue in order of deadline, front before back, and
// a heap for what was late. Trim takes the items of this pass from the back
// part's front to the front part's end, so that dropping one needs no gap and
// the order stays.
type queue[T any] struct {
	front, back fifo[T]
	unseen      int // items at the front of back that this pass of Trim has yet to look at
	late        heap[T]
}

func (q *queue[T]) Add(item Item[T]) {
	if q.accepts(item) {
		q.back.push(item)
	} else {
		q.late.Add(item)
	}
}

// accepts reports whether nothing in the queue is due after the item.
func (q *queue[T]) accepts(item Item[T]) bool {
	switch {
	case q.back.n > 0:
		return !item.Before(q.back.back())
	case q.front.n > 0:
		return !item.Before(q.front.back())
	}
	return true
}

func (q *queue[T]) Len() int { return q.front.n + q.back.n + q.late.Len() }

func (q *queue[T]) Reset() { *q = queue[T]{} }

func (q *queue[T]) Due(now int64, limit int, take func(Item[T])) (used int) {
	for ; used < limit; used++ {
		if next, ok := q.Next(); !ok || next > now {
			break
		}
		take(q.pop())
	}
	return used
}

// head returns the part that the first item of the queue is in, nil if the
// queue is empty.
func (q *queue[T]) head() *fifo[T] {
	switch {
	case q.front.n > 0:
		return &q.front
	case q.back.n > 0:
		return &q.back
	}
	return nil
}

// lateFirst reports whether the next item is in the heap.
func (q *queue[T]) lateFirst(head *fifo[T]) bool {
	return head == nil || q.late.Len() > 0 && q.late.first().Before(head.front())
}

// pop takes out the item that Next tells of; there must be one.
func (q *queue[T]) pop() Item[T] {
	head := q.head()
	if q.lateFirst(head) {
		return q.late.pop()
	}
	if head == &q.back {
		q.unseen = max(q.unseen-1, 0)
	}
	return head.pop()
}

func (q *queue[T]) Next() (deadline int64, ok bool) {
	head := q.head()
	if q.lateFirst(head) {
		return q.late.Next()
	}
	return head.front().Deadline, true
}

func (q *queue[T]) Trim(n int, stale func(T) bool) {
	for n = min(n, q.Len()); n > 0 && q.Len() > 0; n-- {
		if q.unseen == 0 && q.late.unseen == 0 {
			q.startPass()
		}
		if q.unseen == 0 {
			q.late.look(stale)
			continue
		}
		q.unseen--
		if item := q.back.pop(); !stale(item.Of) {
			q.front.push(item)
		}
	}
}

// startPass makes all of the queue its back part. Items that come from now on
// are not of the pass, or one in which few are looked at would never end.
func (q *queue[T]) startPass() {
	q.front.join(q.back)
	q.front, q.back = fifo[T]{}, q.front
	q.unseen, q.late.unseen = q.back.n, q.late.Len()
}

func (q *queue[T]) Overdue(now int64, visit func(Item[T])) {
	q.late.Overdue(now, visit)
	visitDue := func(item Item[T]) bool {
		if item.Deadline > now {
			return false
		}
		visit(item)
		return true
	}
	if q.front.each(visitDue) {
		q.back.each(visitDue)
	}
}
