// Package workload makes streams of cache operations: which key is asked for,
// what is asked of it, how large the value is and how long it may live.
//
// A [Spec] describes a workload, [Spec.Stream] computes it for a seed:
//
//  1. Take a ready-made Spec with [Named] ([Names] lists them), or fill one in:
//     the size of the key space, a distribution of requests over the keys
//     ([Uniform], [Zipf], [Hotspot], [Latest], [Loop], [Scan], [Shift]), a [Mix]
//     of operations, and laws for times to live and sizes. [ParseDist],
//     [ParseTTL] and [ParseSize] read all of them from text, such as the flags
//     of a command, and the String methods write that text.
//  2. Call Stream. The operations are computed in advance, so that a
//     measurement reads an array and times the cache, not the generator.
//  3. Report [Stream.Hash], which tells whether two measurements ran the same
//     operations, and what the stream really holds: [Stream.Mix] and
//     [Stream.Skew]. A skew parameter alone says little about a workload,
//     because its meaning depends on the number of keys.
//
// # Repeatable
//
// A stream is a pure function of the Spec and the seed, the same on every
// platform and with every release of Go: its first n operations do not depend
// on how many follow. So nothing here uses an elementary function of package
// math (assembly on some platforms) and no product is left for the compiler to
// fuse with a sum. Each concern (keys, kinds, times to live, sizes, ranking)
// draws from a generator of its own, so that two Specs that differ in their mix
// alone ask for the same keys, unless the keys depend on the mix ([Latest]).
//
// # Several goroutines
//
// The seed also decides which keys are popular. To load a cache from several
// goroutines give each a part of one stream, or one starting point each: streams
// of different seeds have different popular keys.
//
// # When not
//
// Synthetic requests are independent of each other but for what the
// distribution says. Real traffic is not: judge an eviction policy by traces.
package workload
