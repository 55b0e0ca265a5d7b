// Package engine is what all backends share: times to live, lazy removal,
// sweeping, counting, removal events and closing, written once over a Store,
// which is how one backend publishes and locks its entries.
//
// # How a backend is made
//
// A backend holds an Engine and a concrete Store. Everything cold goes through
// Engine, which knows the store as an interface; only Get (and, where it pays,
// Set) is the backend's own, so that the look-up is inlined:
//
//	func (c *Cache[K, V]) Get(key K) (V, bool) {
//		e := c.s.find(key)
//		if e == nil || !c.g.Live(e) {
//			return c.g.Miss(e)
//		}
//		if c.g.Watched() {
//			c.g.Hit()
//			if c.g.Attends(e) {
//				c.g.Touch(e)
//			}
//		}
//		return e.Value, true
//	}
//
// Generic bodies are compiled in the user's package, where the compiler
// inlines what they call only if it is itself a method of a generic type or an
// intrinsic. So the hot helpers (Live, Watched, KeyOK) are methods of Engine
// and use the functions, not the types, of sync/atomic.
//
// # Exactly once
//
// An entry is an allocation of its own and its address is its identity. Each
// operation of a Store that unlinks entries returns them, and no entry is
// unlinked twice, so that whoever was handed an entry, and nobody else, counts
// it and reports it.
//
// It is not for users: a new backend belongs in this module.
package engine
