package cow

import (
	"unsafe"

	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/keyhash"
)

// cut is what a store held at one instant. It shares the tables and the entries
// with the store: a writer that changes a page for the first time since the cut
// leaves a version of it with the table, before. So a cut costs the loading of
// one pointer a shard, and each write that follows at most the copying of one
// page, however many cuts are in use.
//
// Who looks at a page loads its slots first and asks for a version after that:
//
//  1. writer: stores the version
//  2. writer: changes the slot
//  3. reader: loads the slot, changed
//  4. reader: finds the version, and takes the slot from there
//
// If it finds no version in step 4, then step 1 was yet to come when the slot was
// loaded, hence step 2 too.
type cut[K comparable, V any] struct {
	hasher    keyhash.Hasher[K]
	tombstone unsafe.Pointer
	number    uint64 // from 1, in the order of the instants
	size      int    // entries
	tables    [shards]*table[K, V]
}

// load returns slot i of a table, modulo the size, as it was at the cut.
func (c *cut[K, V]) load(t *table[K, V], i uint64) unsafe.Pointer {
	i &= t.mask
	within := i & (1<<t.pageBits - 1)
	now := t.load(i)
	if p := t.kept(i, c.number); p != nil {
		return p[within]
	}
	return now
}

// find returns the entry that key had, or nil.
func (c *cut[K, V]) find(key K) *engine.Entry[K, V] {
	h := c.hasher.Hash(key) | notZero
	t := c.tables[shardOf(h)]
	for i := h; ; i++ {
		p := c.load(t, i)
		if p == nil {
			return nil
		}
		if e := entryIn[K, V](p, h); e != nil && e.Key == key {
			return e
		}
	}
}

// entries yields all entries, and no entry of a page before all of the page has
// been loaded.
func (c *cut[K, V]) entries(yield func(*engine.Entry[K, V]) bool) {
	var room page
	for _, t := range c.tables {
		size := uint64(min(1<<t.pageBits, len(t.slots)))
		for slot := uint64(0); slot <= t.mask; slot += size {
			room = room[:0]
			for i := range size {
				room = append(room, t.load(slot+i))
			}
			slots := t.kept(slot, c.number)
			if slots == nil {
				slots = room
			}
			for _, p := range slots {
				if p != nil && p != c.tombstone && !yield(untagged[K, V](p)) {
					return
				}
			}
		}
	}
}
