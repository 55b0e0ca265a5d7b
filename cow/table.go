package cow

import (
	"sync/atomic"
	"unsafe"

	"github.com/larder-go/larder/internal/engine"
)

// table is a hash table with open addressing and linear probing. Readers walk
// it while a writer, under its shard's lock, changes it; so within one table
//
//   - a slot, once used, never becomes empty again: a removal leaves a
//     tombstone, and a probe that passed a slot need not look back;
//   - an entry is replaced in its slot, so that its key is never absent
//     meanwhile;
//   - a key is in one slot at most, since writers look at the whole probe
//     sequence before they add one.
//
// A reader may miss a key that moves: it passes a tombstone, the key is deleted
// further on, set again in the place of the tombstone, and the reader then
// finds a tombstone further on. Between the deletion and the second Set the
// key was absent, and that is within the reader's call.
//
// A reader may also walk a table that has been superseded. What it sees is the
// state at the moment the new table was published, which is within its call;
// unless it was superseded by a Clear: see store.cleared.
//
// The fields never change, but for versions and what is in earliest. What writers count lies in the
// shard's guard.
type table[K comparable, V any] struct {
	// slots are a power of two; see slot.go. All access is atomic, stores are
	// under the shard's lock.
	slots    []unsafe.Pointer
	mask     uint64 // len(slots)-1
	pageBits uint   // the binary logarithm of the slots of a page, the piece that is kept for snapshots

	// earliest holds, for each part of 64 slots, a time that is not after any
	// deadline in it: see part.go. All access is atomic.
	earliest []int64

	// after is the number of the last snapshot before the table was made: those
	// up to it do not have the table.
	after uint64
	// versions are the earlier states of the pages, the latest first; see cut.
	// nil while there are none. All stores are under the shard's lock.
	versions atomic.Pointer[[]atomic.Pointer[version]]
}

const (
	minSlots = 8

	// spacious tables are those so small that room costs little and a probe
	// that goes on costs most, next to the cache misses that there are not.
	spacious = 128

	minPageBits = 6 // 64 slots, 512 bytes
	maxPages    = 1024
)

// newTable returns an empty table. size is a power of two.
func newTable[K comparable, V any](size int, after uint64) *table[K, V] {
	t := &table[K, V]{mask: uint64(size - 1), pageBits: minPageBits, after: after}
	room := make([]unsafe.Pointer, size+rootAlign/int(slotSize)-1)
	for uintptr(unsafe.Pointer(&room[0]))%rootAlign != 0 {
		room = room[1:]
	}
	t.slots = room[:size:size]
	t.earliest = make([]int64, (size+part-1)/part)
	for i := range t.earliest {
		t.earliest[i] = engine.Never
	}
	for size>>t.pageBits > maxPages {
		t.pageBits++
	}
	return t
}

// room returns how many slots of a table may be used: beyond a half (in
// spacious tables a quarter), probes get long.
func room(size int) int {
	if size <= spacious {
		return size / 4
	}
	return size / 2
}

// load returns slot i, which is within the table.
func (t *table[K, V]) load(i uint64) unsafe.Pointer { return atomic.LoadPointer(&t.slots[i]) }

// place returns the slot of key and its entry. Where key is absent the entry
// is nil and the slot is where it belongs: the first tombstone on the way, or
// the empty slot at the end.
func (t *table[K, V]) place(h uint64, key K, tombstone unsafe.Pointer) (slot uint64, e *engine.Entry[K, V]) {
	free, found := uint64(0), false
	for i := h & t.mask; ; i = (i + 1) & t.mask {
		p := t.load(i)
		switch {
		case p == nil && found:
			return free, nil
		case p == nil:
			return i, nil
		case p == tombstone:
			if !found {
				free, found = i, true
			}
		case mayBe(p, h):
			if e := untagged[K, V](p); e.Tag == h && e.Key == key {
				return i, e
			}
		}
	}
}

// rebuilt returns a table without tombstones, with the live entries of t and
// room for a third as many again.
func (t *table[K, V]) rebuilt(live int, after uint64, tombstone unsafe.Pointer) *table[K, V] {
	fresh := newTable[K, V](sizeFor(live), after)
	t.copyTo(fresh, live, tombstone)
	return fresh
}

// sizeFor returns how many slots a new table has for so many entries.
func sizeFor(live int) int {
	size := minSlots
	for !fits(live, size) {
		size *= 2
	}
	return size
}

// fits reports whether so many entries, and a third as many again, fit into so
// many slots.
func fits(live, size int) bool { return 3*room(size) >= 4*(live+1) }

// copyTo copies so many entries to a table that nobody else has yet. If there are
// more, since somebody writes meanwhile, the others do not fit.
func (t *table[K, V]) copyTo(fresh *table[K, V], live int, tombstone unsafe.Pointer) {
	for i := 0; i < len(t.slots) && live > 0; i++ {
		p := atomic.LoadPointer(&t.slots[i])
		if p == nil || p == tombstone {
			continue
		}
		live--
		e := untagged[K, V](p)
		at := e.Tag & fresh.mask
		for fresh.slots[at] != nil {
			at = (at + 1) & fresh.mask
		}
		fresh.slots[at] = p
		first := &fresh.earliest[at>>partBits]
		*first = min(*first, e.Deadline)
	}
}
