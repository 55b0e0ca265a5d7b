package cow

import (
	"fmt"
	"unsafe"

	"github.com/larder-go/larder/internal/engine"
)

// batch is how many keys GetMany looks up together: more than a processor can
// have cache misses under way, few enough for the stack.
const batch = 64

// GetMany looks up every key: values[i] and found[i] become what Get(keys[i])
// would return. It returns how many were found. values and found must be as
// long as keys at least, or it panics before it looks up anything.
//
// Each look-up is an operation of its own; together they are no snapshot. But
// they are faster than as many calls of Get, the more so the more entries there
// are: of 64 keys at a time first the slots are loaded, then the entries, then
// the keys, so that the misses of the processor's cache overlap. O(len(keys)),
// without an allocation, and as wait-free as Get.
func (c *Cache[K, V]) GetMany(keys []K, values []V, found []bool) int {
	if len(values) < len(keys) || len(found) < len(keys) {
		panic(fmt.Sprintf("cow: GetMany: %d keys, but room for %d values and %d found", len(keys), len(values), len(found)))
	}
	live := 0
	for len(keys) > 0 {
		n := min(batch, len(keys))
		hits, late := c.getBatch(keys[:n], values[:n], found[:n])
		if c.g.Watched() {
			c.g.Hits(hits)
		}
		live += hits + late
		keys, values, found = keys[n:], values[n:], found[n:]
	}
	return live
}

// lookup is one look-up of a batch.
type lookup[K comparable, V any] struct {
	hash  uint64
	root  unsafe.Pointer
	slot  unsafe.Pointer      // where the hash points to
	entry *engine.Entry[K, V] // of the slot, if the hash is the same
}

// getBatch works in loops so short that the processor is some ten keys ahead
// of the one whose cache miss it waits for. late are the hits that Miss made,
// and has counted: another reader had prolonged the entry.
func (c *Cache[K, V]) getBatch(keys []K, values []V, found []bool) (live, late int) {
	began := c.s.now()
	var room [batch]lookup[K, V]
	lookups := room[:len(keys)]
	text := c.s.hasher.IsText()
	if text {
		touch(keys)
	}
	for i := range lookups {
		l := &lookups[i]
		l.hash = c.s.hash(keys[i])
		l.root = c.s.root(l.hash)
	}
	for i := range lookups {
		l := &lookups[i]
		l.slot = slotAt(l.root, l.hash)
	}
	for i := range lookups {
		l := &lookups[i]
		l.entry = entryIn[K, V](l.slot, l.hash)
	}
	if text {
		compareFirst(keys, lookups)
	}
	for i := range lookups {
		l := &lookups[i]
		e := l.entry
		if e == nil || e.Key != keys[i] {
			e = find[K, V](l.root, l.hash, keys[i])
		}
		if e != nil && c.s.cleared(began) {
			e = nil
		}
		if e == nil || !c.g.Live(e) {
			if values[i], found[i] = c.g.Miss(e); found[i] {
				late++
			}
			continue
		}
		values[i], found[i] = e.Value, true
		live++
		if c.g.Attends(e) {
			c.g.Touch(e)
		}
	}
	return live, late
}

// touch loads a byte of each of the keys, which are strings.
func touch[K comparable](keys []K) {
	sum := byte(0)
	for i := range keys {
		if k := *(*string)(unsafe.Pointer(&keys[i])); len(k) > 0 {
			sum += k[0]
		}
	}
	touched(sum)
}

// touched is what keeps the compiler from leaving out the loads.
//
//go:noinline
func touched(byte) {}

// compareFirst loads the first byte of the keys, which are strings, of the
// entries. Where it is another, so is the key.
func compareFirst[K comparable, V any](keys []K, lookups []lookup[K, V]) {
	for i := range lookups {
		if e := lookups[i].entry; e != nil {
			one, other := *(*string)(unsafe.Pointer(&keys[i])), *(*string)(unsafe.Pointer(&e.Key))
			if len(one) != len(other) || len(one) > 0 && one[0] != other[0] {
				lookups[i].entry = nil
			}
		}
	}
}
