// Package larder is the contract of a family of in-process caches: what a
// [Cache] promises, the [Options] every backend takes, the [Stats] every
// backend gives, and the errors, causes and constants that go with them.
//
// The backends are folders of this module, interchangeable behind [Cache]:
//
//   - cow: copy-on-write; a reader takes no lock and writes no shared memory (but two
//     bits of the entry it found, where the cache is bounded).
//     cow.Cache copies no more than one slot per write, cow.Map (the whole-map
//     form, for small sets that rarely change) copies everything.
//   - rwmutex: a map and a sync.RWMutex; the plain one.
//   - syncmap: a sync.Map and an index of deadlines.
//   - sharded: any of the above, many times over, routed by a hash.
//
// Package loader makes any of them a cache that fills itself. Package writebehind is
// a queue of writes to a slow store, to stand beside a cache. Package snapshot is the
// saved form of a cache's entries; cow.Cache writes and reads it.
//
// Use a backend's constructor and keep the concrete type it returns; use
// [Cache] where code must work with any backend. What only some backends can
// do is an optional interface found by type assertion: [Clearer], [Snapshotter].
// All of them are a [Resizer], a [Counter] and a [Conditional].
// A constructor that fails returns a nil pointer: look at the error before you
// put it into an interface, which would not be nil.
//
// # Time
//
// An entry with the time to live d, set at the time t, is absent from t+d on.
// With a [Clock] in [Options] (and [SystemClock] is one) that is exact: every
// decision asks the clock. Without one, a coarse clock answers for entries
// that are far from their deadline and the exact clock for the others; then an
// expired entry can be served late only while the operating system keeps the
// process from running its timers, and only for as long as it does.
// A clock that steps back brings nothing to life.
//
// # Removal
//
// Every value that leaves a cache is reported exactly once to
// [Options.OnRemove], with its [Cause]. Closing a cache reports nothing.
//
// # When not
//
// The package keeps values on the Go heap and hands out the very value that
// was stored: a value that is changed after it was stored is changed for
// every reader.
package larder
