// Package policy decides which entries of a bounded cache stay.
//
// A [Bound] keeps the limits of one cache: it is told of each entry that was
// linked and unlinked, and says which have to leave. Inside, the keys are dealt to
// shards, each with a lock and an order of its own; what is limited is the sum of
// all, and a shard that is full makes room in itself, so that in a cache that has
// filled nothing is shared by writers but their shard.
//
// The order is kept by one of two structures behind one interface: two queues with
// a ghost and a sketch, in one of several modes (see [Mode]), or a heap of
// deadlines. The default has a [selector] choose the mode: it replays a sample of
// the keys through a small cache for each mode, and takes the one that misses least.
//
// An entry carries a [Mark] of eight bytes. A hit adds one to a count of two bits
// in there, unless that is at its highest, and that is all: what a policy makes of
// it happens when something has to leave. Of a sample of the keys, hits are offered
// to the selector, seldom, through a queue that drops what does not fit.
//
// The package knows neither keys nor values, but seeded hashes: who knows the code
// and not the seed cannot tell which keys share a counter, or which are sampled.
//
// # When not
//
// An unbounded cache has no use for it: its entries carry no marks.
package policy
