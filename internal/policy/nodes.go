package policy

import "github.com/larder-go/larder/internal/segments"

// id names a node; 0 is none.
type id uint32

// gone is the node of an entry that is not to be admitted any more.
const gone = ^id(0)

// node is what is kept of an entry: 24 bytes.
type node struct {
	mark       *Mark // in the entry, which it keeps alive
	prev, next id    // in its queue; of a free node, next is another
	print      uint32
	in         where
	freq       uint8 // how often it was asked for, up to maxFreq, as of
	epoch      uint8 // the sketch's
	aged       bool  // its birth is known
}

// where tells in which queue a node is.
type where uint8

const (
	nowhere where = iota
	inWindow
	inMain
	inHeap
	pinned // nowhere, for good
	limbo  // nowhere, since it is not paid for yet
)

// nodes are the entries of one shard.
type nodes struct {
	all     segments.Array[node]
	weights *segments.Array[int64] // as all; nil where nothing is weighed
	heavy   bool                   // weight is what is limited
	expiry  func(*Mark) int64      // the deadline of an entry; nil: none expires
	now     int64                  // the time, as of the operation that holds the lock
	free    id
}

func newNodes(weighs, heavy bool, expiry func(*Mark) int64) (a nodes) {
	if weighs {
		a.weights = new(segments.Array[int64])
	}
	a.heavy, a.expiry = heavy, expiry
	return a
}

func (a *nodes) at(i id) *node { return a.all.At(int(i) - 1) }

// weight returns what an entry weighs, 0 where nothing is weighed.
func (a *nodes) weight(i id) int64 {
	if a.weights == nil {
		return 0
	}
	return *a.weights.At(int(i) - 1)
}

// cost is what an entry takes of the limits.
func (a *nodes) cost(i id) Credit {
	if !a.heavy {
		return Credit{entries: 1}
	}
	return Credit{1, a.weight(i)}
}

// size is what an entry takes of the room that queues share: its weight where that
// is limited, or 1.
func (a *nodes) size(i id) int64 {
	if !a.heavy {
		return 1
	}
	return a.weight(i)
}

// expired reports whether an entry is past its deadline.
func (a *nodes) expired(i id) bool { return a.expiry != nil && a.expiry(a.at(i).mark) <= a.now }

// corpse looks for a pinned entry that has expired among some, going on where it
// stopped.
func (a *nodes) corpse(from *int) id {
	for range min(minSteps, a.all.Len()) {
		*from = *from%a.all.Len() + 1
		if i := id(*from); a.at(i).in == pinned && a.expired(i) {
			return i
		}
	}
	return 0
}

func (a *nodes) add(m *Mark, print uint32, weight int64) id {
	i := a.free
	if i == 0 {
		a.all.Push(node{})
		if a.weights != nil {
			a.weights.Push(0)
		}
		i = id(a.all.Len())
	} else {
		a.free = a.at(i).next
	}
	*a.at(i) = node{mark: m, print: print}
	a.weigh(i, weight)
	return i
}

func (a *nodes) weigh(i id, weight int64) {
	if a.weights != nil {
		*a.weights.At(int(i) - 1) = weight
	}
}

func (a *nodes) remove(i id) {
	*a.at(i) = node{next: a.free}
	a.free = i
}

// queue is a list of nodes, the latest first. A node is in one queue at most.
type queue struct {
	first, last id
	n           int
	size        int64
}

func (q *queue) push(a *nodes, i id, in where) {
	e := a.at(i)
	e.prev, e.next, e.in = 0, q.first, in
	if q.first != 0 {
		a.at(q.first).prev = i
	} else {
		q.last = i
	}
	q.first = i
	q.n++
	q.size += a.size(i)
}

func (q *queue) unlink(a *nodes, i id) {
	e := a.at(i)
	if e.prev != 0 {
		a.at(e.prev).next = e.next
	} else {
		q.first = e.next
	}
	if e.next != 0 {
		a.at(e.next).prev = e.prev
	} else {
		q.last = e.prev
	}
	e.prev, e.next, e.in = 0, 0, nowhere
	q.n--
	q.size -= a.size(i)
}
