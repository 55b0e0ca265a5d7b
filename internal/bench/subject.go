package bench

import "slices"

// Subject is what a plan measures.
type Subject int

const (
	// Speed is how fast operations are, on a workload.
	Speed Subject = iota
	// Memory is what entries take: a sample fills a cache with the keys of a
	// synthetic workload, and overwrites them.
	Memory
	// Iterations is whether All shows the cache as it was at one instant: a
	// sample iterates over the keys of a synthetic workload again and again
	// beside one writer.
	Iterations
	// Snapshots is what taking snapshots costs: a sample fills a cache with
	// the keys of a synthetic workload, and overwrites them in an open loop
	// beside a reader, with and without snapshots.
	Snapshots
	// Sweeps is what it costs that entries expire: a sample overwrites and
	// reads some keys while others expire, and before while none do. It wants
	// works by SweepWork.
	Sweeps
	// SweepTimes is how many entries are there and overdue as virtual time
	// goes on. It wants works by SweepWork too, and larder's own backends.
	SweepTimes
	// Latency is how long operations take that become due at a rate, on a
	// synthetic workload: from then to their end.
	Latency
	// Collections is what the garbage collector costs while a full cache is
	// worked on.
	Collections
)

// operates reports whether the subject is operations of a workload, by several
// goroutines.
func (s Subject) operates() bool { return s == Speed || s == Latency || s == Collections }

// sweeps reports whether the subject is entries that expire.
func (s Subject) sweeps() bool { return s == Sweeps || s == SweepTimes }

// benchmark returns the first part of the names of benchmarks.
func (s Subject) benchmark() string {
	return [...]string{"Cache", "Memory", "Iteration", "Snapshot", "Sweep", "SweepTime", "Latency", "GC"}[s]
}

// Unit is a unit of the results.
type Unit struct {
	Name   string
	Better string // higher or lower; "" where neither is
	About  string
}

// Units returns the units of a benchmark line, in its order.
func (s Subject) Units() []Unit {
	switch s {
	case Memory:
		return []Unit{
			{"overhead-B/entry", "lower", "heap that the filled cache takes, without the bytes of keys and values, by its entries"},
			{"B/op", "lower", "bytes allocated by a Set that overwrites an entry"},
			{"allocs/op", "lower", "allocations by a Set that overwrites an entry"},
			{"rss-B/entry", "lower", "as overhead-B/entry, of the memory that the system has given (RSS): what the heap leaves free between objects is in it; on Linux alone"},
		}
	case Latency:
		return latencyUnits()
	case Collections:
		return collectionUnits
	case Sweeps:
		return sweepUnits
	case SweepTimes:
		return append(slices.Clone(sweepStepUnits), sweepPeakUnits...)
	case Iterations:
		return []Unit{
			{"torn-%", "lower", "share of the iterations that show the cache as it was at no instant between their beginning and their end"},
			{"beside-%", "", "share of the iterations beside which a write ended: the others prove nothing"},
		}
	case Snapshots:
		return []Unit{
			{"set-p50-ns", "lower", "time of a call of Set; half of the calls are not longer"},
			{"set-p99-ns", "lower", "the same, and 99 % are not longer"},
			{"set-p99.9-ns", "lower", "the same, and 99.9 % are not longer"},
			{"set-max-ns", "lower", "the same of the longest"},
			{"latency-p50-ns", "lower", "time from when a Set was due to its end"},
			{"latency-p99-ns", "lower", "the same, and 99 % are not longer"},
			{"latency-p99.9-ns", "lower", "the same, and 99.9 % are not longer"},
			{"latency-max-ns", "lower", "the same of the longest"},
			{"idle-p50-ns", "", "as latency, of a loop in place of the writer's that does nothing at the same rate: what is in it is not the cache's"},
			{"idle-p99-ns", "", "the same, and 99 % are not longer"},
			{"idle-p99.9-ns", "", "the same, and 99.9 % are not longer"},
			{"idle-max-ns", "", "the same of the longest"},
			{"get-p50-ns", "lower", "time of a Get by the reader beside the writer"},
			{"get-p99.9-ns", "lower", "the same, and 99.9 % are not longer"},
			{"clock-ns", "", "time of reading the clock once, which is in all of these"},
			{"begun-%", "", "share of the Sets that were due which were begun: with less than 100 the writer could not keep up"},
			{"snapshots/s", "", "snapshots taken beside the writer in a second"},
			{"snapshot-ns", "lower", "median time of taking one with nothing else going on, only where snapshots are taken"},
			{"snapshot-p99-ns", "lower", "the same, and 99 % are not longer"},
		}
	}
	return []Unit{
		{"ns/op", "lower", "time from start to end by the operations of all goroutines together, as in go test -bench"},
		{"ops/s", "higher", "operations of all goroutines together per second"},
		{"hit-%", "higher", "share of the Gets that found their key"},
		{"write-%", "", "share of Sets and Deletes among the operations that were run; fills are not among them"},
		{"B/op", "lower", "bytes allocated by an operation"},
		{"allocs/op", "lower", "allocations by an operation"},
		{"evictions/op", "", "entries that left to make room, by an operation; of larder's own with a capacity, unless -nostats"},
		{"rejections/op", "", "the same of entries that were not admitted"},
	}
}
