package deadlines

import "math/bits"

// NewWheel returns an index in a hierarchical timing wheel (Varghese and Lauck,
// "Hashed and Hierarchical Timing Wheels", SOSP 1987, schemes 6 and 7): 7
// levels of 64 slots, a slot of the lowest level 2^24 ns (16.8 ms) long, one of
// the next as long as all of those, and so on to the end of int64. An empty one
// takes 11 KB.
//
// Add is O(1). Until an item is taken out it moves to lower levels, at most
// seven times in all and only when its slot begins. Nothing walks over empty
// slots: a jump of the clock by a century costs O(levels) and the items moved.
//
// The slot that now lies in is the wheel's weak spot: its items are due one by
// one, and looking at all of them at each tick could take for ever. So what is
// not yet due of it lies in a heap, as does what comes with a deadline before
// the wheel's time, which never goes back: an item too late, and all of them
// while a clock that stepped back has not caught up. Those cost O(log of their
// number), and nothing is ever taken out early. The time begins at 0, the epoch.
func NewWheel[T any]() Index[T] { return new(wheel[T]) }

const (
	tickBits = 24 // a tick is 2^24 ns
	slotBits = 6
	slots    = 1 << slotBits
	levels   = (63 - tickBits + slotBits - 1) / slotBits
)

// wheel is written in ticks, the digits of which, to the base 64, are slots. An
// item is at the level of the highest digit in which its tick differs from the
// wheel's time, in the slot that this digit names. So what is at a level is due
// before all that is at a higher one, and the first slot in use of the lowest
// level in use is the next.
type wheel[T any] struct {
	time     int64                   // in ticks; never goes back, never past the beginning of a slot in use
	bags     [levels * slots]fifo[T] // the slots, all after time; the order of their items says nothing
	occupied [levels]uint64          // a bit for each slot in use
	opened   fifo[T]                 // what is left of the slot that began at time: to be taken out or put in again
	near     heap[T]                 // items not after the tick of time
	count    int                     // of the items in bags and opened

	trim trimmer
}

func tickOf(deadline int64) int64 { return deadline >> tickBits }

func (w *wheel[T]) Add(item Item[T]) {
	tick := tickOf(item.Deadline)
	if tick <= w.time {
		w.near.Add(item)
		return
	}
	level := (bits.Len64(uint64(tick^w.time)) - 1) / slotBits
	slot := tick >> (level * slotBits) & (slots - 1)
	w.occupied[level] |= 1 << slot
	w.bags[level*slots+int(slot)].push(item)
	w.count++
}

func (w *wheel[T]) Len() int { return w.count + w.near.Len() }

func (w *wheel[T]) Reset() { *w = wheel[T]{} }

func (w *wheel[T]) Due(now int64, limit int, take func(Item[T])) (used int) {
	for used = w.near.Due(now, limit, take); used < limit; used++ {
		if w.opened.n == 0 && !w.open(tickOf(now)) {
			break
		}
		item := w.opened.pop()
		w.count--
		if item.Deadline <= now {
			take(item)
		} else {
			w.Add(item) // at a lower level, or in the heap: the time is that of its slot
		}
	}
	return used
}

// open moves the time on to the next slot and opens it, if it begins by now,
// and otherwise to now.
func (w *wheel[T]) open(now int64) bool {
	slot, begin := w.next()
	if slot < 0 || begin > now {
		w.time = max(w.time, now)
		return false
	}
	w.time = begin
	w.opened, w.bags[slot] = w.bags[slot], fifo[T]{}
	w.free(slot)
	return true
}

// next returns the slot in use that is next, and the tick at which it begins;
// -1 if there is none.
func (w *wheel[T]) next() (slot int, begin int64) {
	for level, occupied := range w.occupied {
		if occupied == 0 {
			continue
		}
		digit := bits.TrailingZeros64(occupied)
		return level*slots + digit, w.begin(level, digit)
	}
	return -1, 0
}

// begin returns the tick at which a slot of a level begins.
func (w *wheel[T]) begin(level, digit int) int64 {
	shift := level * slotBits
	above := w.time >> (shift + slotBits) << slotBits
	return (above | int64(digit)) << shift
}

// free notes that a slot is no longer in use.
func (w *wheel[T]) free(slot int) { w.occupied[slot/slots] &^= 1 << (slot % slots) }

func (w *wheel[T]) Next() (deadline int64, ok bool) {
	slot, tick := w.next()
	if w.opened.n > 0 {
		slot, tick = 0, w.time // before all slots
	}
	begin := tick << tickBits
	if w.near.Len() > 0 && (slot < 0 || w.near.first().Deadline < begin) {
		return w.near.Next()
	}
	return begin, slot >= 0
}

func (w *wheel[T]) Overdue(now int64, visit func(Item[T])) {
	w.near.Overdue(now, visit)
	visitDue := func(item Item[T]) bool {
		if item.Deadline <= now {
			visit(item)
		}
		return true
	}
	w.opened.each(visitDue)
	for level, occupied := range w.occupied {
		for ; occupied != 0; occupied &= occupied - 1 {
			digit := bits.TrailingZeros64(occupied)
			if w.begin(level, digit) > tickOf(now) {
				return // as does all that follows
			}
			w.bags[level*slots+digit].each(visitDue)
		}
	}
}
