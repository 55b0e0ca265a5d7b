package engine

import "math"

// Entry is one value under one key. It never changes once it is in a store,
// but for Tag where the store says so.
type Entry[K comparable, V any] struct {
	Tag      uint64 // the store's own: a hash, a generation, a position
	Deadline int64  // nanoseconds since the engine's epoch; never for none
	Key      K
	Value    V
}

// never is the deadline of an entry that does not expire. The largest finite
// deadline is never-1.
const never int64 = math.MaxInt64

// Never is the deadline of an entry that does not expire.
const Never = never

// Expires reports whether e is an entry with a deadline; e may be nil.
func (e *Entry[K, V]) Expires() bool { return e != nil && e.Deadline != never }
