// Package keyhash hashes keys of any comparable type to 64 bits, seeded, for
// hash tables whose look-ups are short enough for the hash to matter.
//
// Strings and integers of 64 bits, by far the most common keys, have hashes of
// their own: no call through the type's description, and a shorter chain of
// instructions from the key to the slot. All other keys go to hash/maphash.
//
// It is not for data that leaves the process (the seed differs from hasher to
// hasher), and not cryptographic.
package keyhash

import (
	"hash/maphash"
	"math/bits"
	"reflect"
	"unsafe"
)

// Hasher hashes keys of type K. Make one with New. It never changes and is safe
// for concurrent use.
type Hasher[K comparable] struct {
	kind    kind
	a, b, c uint64 // secret; b and c are odd
	seed    maphash.Seed
	test    func(K) uint64
}

type kind uint8

const (
	other  kind = iota // hash/maphash
	word               // integers of 64 bits
	text               // strings
	tested             // a function of the tests
)

// New returns a hasher with a seed of its own.
func New[K comparable]() Hasher[K] {
	seed := maphash.MakeSeed()
	return Hasher[K]{
		kind: kindOf(reflect.TypeFor[K]()),
		a:    maphash.Comparable(seed, 1),
		b:    maphash.Comparable(seed, 2) | 1,
		c:    maphash.Comparable(seed, 3) | 1,
		seed: seed,
	}
}

// Func returns a hasher that calls f: for tests that want collisions.
func Func[K comparable](f func(K) uint64) Hasher[K] { return Hasher[K]{kind: tested, test: f} }

// kindOf goes by what makes two keys equal, not by their size: equal floats may
// differ in their bits.
func kindOf(t reflect.Type) kind {
	switch t.Kind() {
	case reflect.String:
		return text
	case reflect.Int, reflect.Uint, reflect.Int64, reflect.Uint64, reflect.Uintptr:
		if t.Size() == 8 {
			return word
		}
	}
	return other
}

// Hash returns the hash of key. It panics as a map does if key holds something
// unhashable. O(length of key), without an allocation.
//
//go:noinline
func (h *Hasher[K]) Hash(key K) uint64 {
	switch h.kind {
	case word:
		return fold(fold(*(*uint64)(unsafe.Pointer(&key))^h.a, h.b), h.c)
	case text:
		return h.Text(key)
	case tested:
		return h.test(key)
	}
	return maphash.Comparable(h.seed, key)
}

// IsText reports whether Text may be called. It is inlined.
func (h *Hasher[K]) IsText() bool { return h.kind == text }

// Text is Hash for keys that are strings. It is inlined, which spares look-ups
// one call of two: 8 % of the time of a hit among a million entries.
func (h *Hasher[K]) Text(key K) uint64 {
	return hashText(*(*string)(unsafe.Pointer(&key)), h.a, h.b, h.seed)
}

// fold multiplies to 128 bits and folds them. Once is not enough for integers:
// neighbours would differ in the same bits nearly always.
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
