package cow

import (
	"unsafe"

	"github.com/larder-go/larder/internal/engine"
)

// A slot of a table is a tagged pointer: the address of an entry, whose three
// low bits are 0 by themselves, with three bits of the entry's hash in their
// place. A look-up that passes the entry of another key sees seven times out of
// eight that it is another's without touching it, which would be a cache miss.
//
// Such a pointer points into its entry, and so keeps it alive, like any other;
// setting and clearing the bits are the additions and roundings that package
// unsafe allows. It must not become a pointer to an entry before the tag is
// cleared.

const (
	tagMask  = 7
	tagShift = 64 - shardBits - 3 // the bits below those that choose the shard
)

// tagged returns what a slot holds for e, whose Tag is its hash.
func tagged[K comparable, V any](e *engine.Entry[K, V]) unsafe.Pointer {
	return unsafe.Add(unsafe.Pointer(e), e.Tag>>tagShift&tagMask)
}

// untagged returns the entry of a slot that is not empty.
func untagged[K comparable, V any](p unsafe.Pointer) *engine.Entry[K, V] {
	return (*engine.Entry[K, V])(unsafe.Pointer(uintptr(p) &^ tagMask))
}

// mayBe reports whether p, which is not nil, may hold the entry of a key whose
// hash is h.
func mayBe(p unsafe.Pointer, h uint64) bool { return (uint64(uintptr(p))^h>>tagShift)&tagMask == 0 }
