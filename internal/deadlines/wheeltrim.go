package deadlines

import "math/bits"

// trimmer is where Trim is in its way through a wheel: from the last slot to
// the first, then to opened, then to near. Items on their way to lower levels
// go the same way, so that none slips by.
type trimmer struct {
	at     int // inNear, inOpened, or inSlots and the slot's number
	unseen int // items at the front of that bag that it has yet to look at; near has its own
}

const (
	inNear = iota
	inOpened
	inSlots
)

func (w *wheel[T]) Trim(n int, stale func(T) bool) {
	for n = min(n, w.Len()); n > 0 && w.Len() > 0; n-- {
		for w.unseen() == 0 {
			w.turn()
		}
		if w.trim.at == inNear {
			w.near.look(stale)
		} else {
			w.look(stale)
		}
	}
}

// look looks at one item of the bag that Trim is at; there must be one. An item
// that stays goes to the bag's end.
func (w *wheel[T]) look(stale func(T) bool) {
	bag := w.bag()
	w.trim.unseen--
	item := bag.pop()
	if !stale(item.Of) {
		bag.push(item)
		return
	}
	w.count--
	if bag.n == 0 && w.trim.at >= inSlots {
		*bag = fifo[T]{}
		w.free(w.trim.at - inSlots)
	}
}

// unseen returns how many items of where Trim is it has yet to look at. Some
// may have left since it came.
func (w *wheel[T]) unseen() int {
	if w.trim.at == inNear {
		return w.near.unseen
	}
	w.trim.unseen = min(w.trim.unseen, w.bag().n)
	return w.trim.unseen
}

// bag returns the bag that Trim is at; it must not be in near.
func (w *wheel[T]) bag() *fifo[T] {
	if w.trim.at == inOpened {
		return &w.opened
	}
	return &w.bags[w.trim.at-inSlots]
}

// turn goes on to the next place, which may be empty if it is no slot.
func (w *wheel[T]) turn() {
	switch w.trim.at {
	case inNear:
		w.trim.at = w.lastBelow(levels*slots) + inSlots
	case inOpened:
		w.trim.at = inNear
		w.near.unseen = w.near.Len()
		return
	default:
		w.trim.at = w.lastBelow(w.trim.at-inSlots) + inSlots
	}
	w.trim.unseen = w.bag().n
}

// lastBelow returns the last slot in use before the given one, -1 if there is
// none.
func (w *wheel[T]) lastBelow(slot int) int {
	for level := (slot - 1) >> slotBits; level >= 0; level-- {
		before := min(slot-level*slots, slots) // slots of the level that are before
		if used := w.occupied[level] & (1<<before - 1); used != 0 {
			return level*slots + bits.Len64(used) - 1
		}
	}
	return -1 // which makes it inOpened
}
