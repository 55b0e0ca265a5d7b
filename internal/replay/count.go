package replay

import "github.com/larder-go/larder/workload"

// Count is what a replay counted. Counts of parts of a stream may be added up.
type Count struct {
	Hits     int // Gets that found their object
	Requests int // Gets

	// The same in bytes, as the operations tell the sizes; 0 where they do not.
	HitBytes, Bytes uint64
}

// Result is what a replay counted of all operations, and of those after the
// warm-up alone. A Counter makes it.
type Result struct {
	Count       // of all: the cache begins empty
	Warm  Count // of those after the warm-up
}

// Counter counts the hits of a replay. The zero value counts everything as warm.
type Counter struct {
	Result Result
	from   int // position of the first operation after the warm-up
}

// NewCounter returns a counter for a stream of n operations, of which this share
// (in [0, 1]) is the warm-up: a fixed one, so that the figures of all caches are
// of the same requests, whenever each of them is full.
func NewCounter(n int, warmup float64) Counter {
	return Counter{from: int(warmup * float64(n))}
}

// Add counts the operation at a position of the stream, if it is a Get.
func (c *Counter) Add(at int, op workload.Op, hit bool) {
	if op.Kind != workload.Get {
		return
	}
	c.Result.add(op, hit)
	if at >= c.from {
		c.Result.Warm.add(op, hit)
	}
}

// Plus returns the sum of two results.
func (r Result) Plus(o Result) Result {
	return Result{r.Count.plus(o.Count), r.Warm.plus(o.Warm)}
}

// Ratio returns the hit ratio in per cent, 0 where there were no requests.
func (c Count) Ratio() float64 {
	if c.Requests == 0 {
		return 0
	}
	return 100 * float64(c.Hits) / float64(c.Requests)
}

// ByteRatio returns the share of the requested bytes that were found, in per cent,
// 0 where there were none.
func (c Count) ByteRatio() float64 {
	if c.Bytes == 0 {
		return 0
	}
	return 100 * float64(c.HitBytes) / float64(c.Bytes)
}

func (c *Count) add(op workload.Op, hit bool) {
	c.Requests++
	c.Bytes += uint64(op.Size)
	if hit {
		c.Hits++
		c.HitBytes += uint64(op.Size)
	}
}

func (c Count) plus(o Count) Count {
	return Count{c.Hits + o.Hits, c.Requests + o.Requests, c.HitBytes + o.HitBytes, c.Bytes + o.Bytes}
}
