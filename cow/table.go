package cow

import (
	"sync/atomic"

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
// state at the moment the new table was published, which is within its call.
type table[K comparable, V any] struct {
	slots []atomic.Pointer[engine.Entry[K, V]] // a power of two of them
	used  int                                  // slots that are not empty; the shard's lock guards it, as
	live  int                                  // slots that hold an entry
}

const minSlots = 8

// find returns the entry of key, whose hash is h, or nil.
func (t *table[K, V]) find(h uint64, key K) *engine.Entry[K, V] {
	mask := uint64(len(t.slots) - 1)
	for i := h; ; i++ {
		e := t.slots[i&mask].Load()
		if e == nil {
			return nil
		}
		if e.Tag == h && e.Key == key {
			return e
		}
	}
}

// place returns the slot of key and its entry. Where key is absent the entry
// is nil and the slot is where it belongs: the first tombstone on the way, or
// the empty slot at the end.
func (t *table[K, V]) place(h uint64, key K, tombstone *engine.Entry[K, V]) (*atomic.Pointer[engine.Entry[K, V]], *engine.Entry[K, V]) {
	mask := uint64(len(t.slots) - 1)
	var free *atomic.Pointer[engine.Entry[K, V]]
	for i := h; ; i++ {
		slot := &t.slots[i&mask]
		switch e := slot.Load(); {
		case e == nil && free != nil:
			return free, nil
		case e == nil:
			return slot, nil
		case e == tombstone:
			if free == nil {
				free = slot
			}
		case e.Tag == h && e.Key == key:
			return slot, e
		}
	}
}

// rebuilt returns a table without tombstones, with the entries of t and room
// for as many again before the load reaches one half.
func (t *table[K, V]) rebuilt(tombstone *engine.Entry[K, V]) *table[K, V] {
	size := minSlots
	for size < 4*(t.live+1) {
		size *= 2
	}
	fresh := &table[K, V]{slots: make([]atomic.Pointer[engine.Entry[K, V]], size), used: t.live, live: t.live}
	mask := uint64(size - 1)
	for i := range t.slots {
		e := t.slots[i].Load()
		if e == nil || e == tombstone {
			continue
		}
		at := e.Tag
		for fresh.slots[at&mask].Load() != nil {
			at++
		}
		fresh.slots[at&mask].Store(e)
	}
	return fresh
}
