// Package bench drives caches with precomputed workloads, checks that what was
// measured is what was asked for, and writes the results in the Go benchmark
// format. Package cli, below it, is the command line; cmd/cachebench is both
// with larder's own backends.
//
// A measurement is a [Plan]:
//
//  1. It names [Backend]s (a table of names and constructors; [Larder] returns
//     larder's own) and [Work]s (streams of operations, made by package
//     workload or read from a trace), numbers of goroutines, sweepers
//     and capacities.
//  2. [Plan.Run] measures every combination several times, each time on a fresh
//     cache after a garbage collection. Sample 1 of every backend comes before
//     sample 2 of any, so that a drift of the machine hits all alike. With
//     Plan.Elsewhere somebody else takes the samples by [Plan.Take], such as each
//     in a process of its own.
//  3. Each sample is a [Row]; [Writer] writes it as one benchmark line, and
//     [Summarize] reduces the rows to medians for people.
//
// # How a sample is taken
//
// Each goroutine runs a mixture of operations, taken from one precomputed array
// and dealt out in blocks: a goroutine that has finished its block takes the
// next. So the mix does not depend on which operations are slow (with goroutines
// in the roles of readers and writers the slow ones do less, and "25 % writes"
// become 3 %), workloads that change over time do so for all goroutines at once,
// and a trace is replayed in its order: exactly with one goroutine, up to the
// blocks in progress with several.
//
// The keys of reads are other copies of the strings than those stored: equal
// pointers would make the comparison of keys free. Values are allocated
// beforehand, so that what is counted as allocated is the cache's. A value
// begins with the number of its key, and reading another one is the end of the
// measurement.
//
// A synthetic workload begins with all keys in the cache, a trace with an empty
// one. A Get that misses is followed by a Set of the same key, as in a program
// that reads through its cache; the pair counts as one operation. The floor rows
// alone do not fill.
//
// With a capacity ([Plan.Capacities]) a cache keeps what it keeps of all keys, and
// the whole stream is run before it is measured: the hit ratio of a sample is that
// of a cache in use. A trace has no such warm-up. A cache of larder's that holds
// more than its capacity afterwards is no measurement; caches of others may evict
// later, or by the shard, and hold a tenth and 128 more, which is told beside their
// rows.
//
// With Plan.Batches the Gets of a goroutine are collected and looked up at once,
// by a [Batcher]. With another [Subject] than Speed a sample tells what a full
// cache takes in the heap, whether iterations are of one instant, how long
// snapshots hold up who writes and reads, or what it costs that entries expire and
// how many of them stay behind.
//
// With Latency the loops are open: operations become due at a rate, and each is
// timed from then, whatever became of those before it. With Collections a sample
// tells what the garbage collector takes while Sets store copies of their values.
//
// A [Stampede] is not of backends: many goroutines ask for one key whose value
// expires and takes long to load, and what is compared is what keeps them from
// loading it all at once.
//
// What a backend cannot do (a capacity, times to live that differ, keys of a type, …) is
// told of each row that is missing for it, with the reason, and never left out. What
// its figures are to be read with is a note beside them.
//
// # When not
//
// With Speed, Memory, Iterations and Collections the loops are closed: the next
// operation begins when the last has ended. That is right for throughput and wrong
// for latency, since one that takes long counts once, however many it would have
// kept waiting: take Latency. Its rate is one that the cache can keep: how many
// operations a second there can be is a question for Speed.
package bench
