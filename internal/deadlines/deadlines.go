// Package deadlines holds indexes of expiring entries in order of deadline, so
// that a sweep finds what is due without looking at what is not:
//
//	            Add        an item that leaves     late or early clock
//	NewHeap     O(log n)   O(log n)                no matter
//	NewWheel    O(1)       O(1), ≤ 7 moves before  as the heap until it is right again
//	NewQueue    O(1)       O(1)                    as the heap until it is right again
//
// The heap is exact and takes any mixture of times to live. The wheel is for
// many entries with many times to live. The queue is for entries that all have
// the same one; others it takes as well, at the heap's price.
//
// An index learns nothing of overwrites and deletes: what it holds may be
// stale. Who uses it sorts that out in the function it gives to Due and keeps
// the index small with Trim: Trim(4) after each Add for as long as Len is more
// than twice the live entries holds it to about that.
//
// No operation copies or allocates more than a piece of fixed size (the list of
// the heap's pieces apart, a pointer for a thousand items), because they run
// under a lock that writers wait for. Nothing here is safe for concurrent use.
//
// Do not use it where entries are found anyway, by looking at some of all of
// them from time to time: an index costs 16 bytes an item and work on each
// write.
package deadlines

// Item stands for one generation of an entry: once that is replaced or deleted,
// the item is stale.
type Item[T any] struct {
	// Deadline is in nanoseconds since an epoch: any value but
	// math.MaxInt64, which means never.
	Deadline int64
	// Of is the entry, usually a pointer.
	Of T
}

// Before reports whether the item is due before other.
func (i Item[T]) Before(other Item[T]) bool { return i.Deadline < other.Deadline }

// Index holds items until they are due. It is not safe for concurrent use, and
// the functions given to its methods must not call it.
type Index[T any] interface {
	// Add puts an item in; its deadline may have passed.
	Add(Item[T])
	// Due takes out up to limit items whose deadline is not after now and
	// hands each to take, stale ones too; the heap and the queue do so in
	// order of deadline, the wheel does not. It returns how much of limit it
	// used: an item taken out is one, and so is an item that the wheel moves
	// to a lower level. Less than limit says that nothing due is left. now may
	// be before that of earlier calls. O(used), times O(log n) in a heap.
	Due(now int64, limit int, take func(Item[T])) (used int)
	// Trim looks at up to n items and drops those that stale says are. The
	// next call goes on where this one stopped: calls that look at Len items
	// twice over have seen each. O(n), and O(log Len) for each item dropped
	// from a heap.
	Trim(n int, stale func(T) bool)
	// Len returns the number of items, stale ones included.
	Len() int
	// Next returns a time before which nothing is due: the first deadline, or
	// in a wheel the beginning of the slot that it lies in. ok is false if the
	// index is empty. O(1); O(levels) in a wheel.
	Next() (deadline int64, ok bool)
	// Overdue visits the items whose deadline is not after now, in any order,
	// and leaves them in. O(visited); a wheel looks in addition at the items
	// of the slots that now lies in, one a level.
	Overdue(now int64, visit func(Item[T]))
	// Reset removes everything and gives the memory back.
	Reset()
}
