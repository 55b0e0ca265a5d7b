package cow

import (
	"sync/atomic"
	"unsafe"
)

// page is a copy of slots that lie together, and never changes.
type page []unsafe.Pointer

// version is what a page held from the snapshot after that of the older version
// up to the snapshot with its own number, and until it was changed after that.
type version struct {
	cut   uint64
	slots page
	older atomic.Pointer[version] // stored with the store's pruning held
}

// keep makes a version of the page of a slot that is about to change, unless
// there is one since the cut, the last snapshot. It is called with the shard
// locked.
func (t *table[K, V]) keep(slot, cut uint64) {
	versions := t.versions.Load()
	if versions == nil {
		fresh := make([]atomic.Pointer[version], t.mask>>t.pageBits+1)
		versions = &fresh
		t.versions.Store(versions)
	}
	last := &(*versions)[slot>>t.pageBits]
	older := last.Load()
	if older != nil && older.cut == cut {
		return
	}
	v := &version{cut: cut, slots: t.copy(slot)}
	v.older.Store(older)
	last.Store(v)
}

// copy returns a copy of the page of a slot. No slot of it changes meanwhile.
func (t *table[K, V]) copy(slot uint64) page {
	p := make(page, min(1<<t.pageBits, len(t.slots)))
	for i, from := 0, t.slots[slot>>t.pageBits<<t.pageBits:]; i < len(p); i++ {
		p[i] = atomic.LoadPointer(&from[i])
	}
	return p
}

// kept returns the page of a slot as it was at a cut, or nil if it has not
// changed since.
func (t *table[K, V]) kept(slot, cut uint64) (p page) {
	versions := t.versions.Load()
	if versions == nil {
		return nil
	}
	for v := (*versions)[slot>>t.pageBits].Load(); v != nil && v.cut >= cut; v = v.older.Load() {
		p = v.slots
	}
	return p
}
