// Package roster is a list of a store's entries that, unlike a map, can be
// walked in parts and sampled at random, and that knows of each part when the
// first entry in it expires.
//
// Use it in a store whose map cannot be walked so. It is not safe for
// concurrent use: the store's lock guards it, together with the Tags of the
// entries, which are their places.
package roster

import (
	"math/rand/v2"
	"sync/atomic"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/segments"
)

// Roster is a list of entries. The zero value is empty. Methods that change it
// need the lock for themselves; the others may share it.
type Roster[K comparable, V any] struct {
	list segments.Array[*engine.Entry[K, V]]

	// earliest holds, for each part of the list, a time that is not after any
	// deadline in it. Scan stores it beside others that load it.
	earliest segments.Array[int64]

	// cursor is the place above which Scan has been in this round, and next
	// not after any deadline there; both touched by Scan alone. It goes down: a
	// removal fills its gap with the last entry, which has been shown already
	// or lies where all is still to be shown, so that none is passed over.
	cursor int
	next   int64

	// part is that in whose middle Scan has stopped, or none, and stays not after
	// any deadline of what it has left in there; of Scan alone, too. Before the
	// first round neither says anything.
	part  int
	stays int64
}

const (
	partBits = 6
	part     = 1 << partBits // entries
)

// gone is the Tag of an entry that was removed before it was added; 0 is that
// of one that has not been added yet. Else it is the place and 1.
const gone = ^uint64(0)

// Len returns the number of entries.
func (r *Roster[K, V]) Len() int { return r.list.Len() }

// At returns the entry at place i in [0, Len()).
func (r *Roster[K, V]) At(i int) *engine.Entry[K, V] { return *r.list.At(i) }

// Add puts e in, unless Remove was called with it before. O(1).
func (r *Roster[K, V]) Add(e *engine.Entry[K, V]) {
	if e.Tag == gone {
		return
	}
	if r.list.Len()%part == 0 {
		r.earliest.Push(engine.Never)
	}
	r.list.Push(e)
	r.put(e, r.list.Len()-1)
}

// Replace puts e in the place of old, which is in. O(1).
func (r *Roster[K, V]) Replace(old, e *engine.Entry[K, V]) { r.put(e, int(old.Tag-1)) }

// Remove takes e out, or takes note that it is not to be put in. O(1).
func (r *Roster[K, V]) Remove(e *engine.Entry[K, V]) {
	if e.Tag == 0 {
		e.Tag = gone
		return
	}
	if last := r.list.Pop(); last != e {
		r.put(last, int(e.Tag-1))
	}
	if r.list.Len()%part == 0 {
		r.earliest.Pop()
	}
}

func (r *Roster[K, V]) put(e *engine.Entry[K, V], place int) {
	e.Tag = uint64(place) + 1
	*r.list.At(place) = e
	first := r.earliest.At(place >> partBits)
	atomic.StoreInt64(first, min(atomic.LoadInt64(first), e.Deadline))
}

// Scan is engine.Store's. It stops where over, asked for each part, returns true.
//
// A part of which it is in the middle when it stops has an earliest of never until
// it goes on, but for what is put there meanwhile: so nothing that was added, or
// has filled a gap, behind its back is lost when it lowers that at the end.
func (r *Roster[K, V]) Scan(limit int, now int64, due func(*engine.Entry[K, V]) bool, over func() bool) (round engine.Round) {
	if r.cursor == 0 {
		r.cursor, r.next, r.part = r.list.Len(), engine.Never, none
	}
	r.cursor = min(r.cursor, r.list.Len()) // others have gone
	for r.cursor > 0 && round.Used < limit && !over() {
		number := (r.cursor - 1) >> partBits
		first := r.earliest.At(number)
		begin := number << partBits
		if r.part != number {
			if known := atomic.LoadInt64(first); known > now {
				r.cursor, r.next = begin, min(r.next, known)
				round.Pass()
				continue
			}
			// All of the part, even above the cursor: others may have been
			// added there.
			r.cursor = min(begin+part, r.list.Len())
			atomic.StoreInt64(first, engine.Never)
			r.part, r.stays = number, engine.Never
		}
		end := max(begin, r.cursor-(limit-round.Used))
		round.Used += r.cursor - end
		for r.cursor > end {
			r.cursor--
			if e := r.At(r.cursor); !due(e) {
				r.stays = min(r.stays, e.Deadline)
			}
		}
		if r.cursor == begin {
			atomic.StoreInt64(first, min(atomic.LoadInt64(first), r.stays))
			r.next, r.part = min(r.next, atomic.LoadInt64(first)), none
		}
	}
	if r.cursor == 0 {
		round.Done, round.Next = true, r.next
	}
	return round
}

// none is no part.
const none = -1

// Sample is engine.Store's.
func (r *Roster[K, V]) Sample(n int, due func(*engine.Entry[K, V]) bool) {
	for range min(n, r.list.Len()) {
		due(r.At(rand.IntN(r.list.Len())))
	}
}

// Overdue shows the entries with a deadline up to now in n places from the one
// given on.
func (r *Roster[K, V]) Overdue(from, n int, now int64, show func(*engine.Entry[K, V])) {
	for i := from; i < min(from+n, r.list.Len()); i++ {
		if i%part == 0 && atomic.LoadInt64(r.earliest.At(i>>partBits)) > now {
			i += part - 1
			continue
		}
		if e := r.At(i); e.Deadline <= now {
			show(e)
		}
	}
}
