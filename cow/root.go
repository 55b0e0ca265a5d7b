package cow

import (
	"math/bits"
	"sync/atomic"
	"unsafe"

	"github.com/larder-go/larder/internal/engine"
)

// A root is all that a look-up needs to know of a table: the address of its
// first slot, whose six low bits are 0 by themselves, with the binary logarithm
// of the number of slots in their place. Reading a table's header instead would
// be one more load that has to wait for another: 3 to 4 % of a hit among entries
// that are in the processor's cache.
//
// Like a slot, it is an interior pointer and keeps the slots alive.

const (
	rootAlign = 64
	slotSize  = unsafe.Sizeof(unsafe.Pointer(nil))
)

func (t *table[K, V]) root() unsafe.Pointer {
	return unsafe.Add(unsafe.Pointer(&t.slots[0]), bits.TrailingZeros(uint(len(t.slots))))
}

// slotAt loads slot i, modulo the size, of the table with this root.
func slotAt(root unsafe.Pointer, i uint64) unsafe.Pointer {
	i &= 1<<(uintptr(root)%rootAlign) - 1
	return atomic.LoadPointer((*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(uintptr(root)&^(rootAlign-1)), uintptr(i)*slotSize)))
}

// entryIn returns the entry in slot p if its hash is h.
func entryIn[K comparable, V any](p unsafe.Pointer, h uint64) *engine.Entry[K, V] {
	if p != nil && mayBe(p, h) {
		if e := untagged[K, V](p); e.Tag == h {
			return e
		}
	}
	return nil
}

// find returns the entry of key, whose hash is h, or nil.
//
//go:noinline
func find[K comparable, V any](root unsafe.Pointer, h uint64, key K) *engine.Entry[K, V] {
	for i := h; ; i++ {
		p := slotAt(root, i)
		if p == nil {
			return nil
		}
		if e := entryIn[K, V](p, h); e != nil && e.Key == key {
			return e
		}
	}
}
