// Package replay counts the hits of eviction policies on a stream of operations.
//
// [Run] replays a stream through a policy of a bounded cache, one operation
// after the other on one goroutine, and counts. [Policies] lists what can be
// replayed: least recently used, and the optimum that no policy beats, against
// which every other figure should be read.
//
// # What is counted
//
// The cache begins empty. Objects have one size, so that a capacity is a number
// of objects; sizes and times to live are ignored.
//
//   - A Get is a request: a hit where the object is resident. After a miss the
//     object is offered to the policy, as a read-through cache does.
//   - A Set inserts or overwrites the object: it is offered to the policy like
//     after a miss, but is no request.
//   - A Delete removes the object and is no request.
//
// # When not
//
// A cache for many goroutines may lose hits to its buffers and locks, which a
// replay on one goroutine does not show: measure it under load too.
package replay

import (
	"errors"
	"fmt"

	"github.com/larder-go/larder/workload"
)

var (
	// ErrCapacity is wrapped by errors about a capacity below 1.
	ErrCapacity = errors.New("replay: capacity below 1")

	// ErrPolicy is wrapped by errors about the name of a policy.
	ErrPolicy = errors.New("replay: unknown policy")

	// ErrInvalid is wrapped by errors about a result that cannot be right.
	ErrInvalid = errors.New("replay: invalid result")
)

// Result is what a replay counted.
type Result struct {
	Hits     int // Gets that found their object
	Requests int // Gets
}

// Ratio returns the hit ratio in per cent, 0 where there were no requests.
func (r Result) Ratio() float64 {
	if r.Requests == 0 {
		return 0
	}
	return 100 * float64(r.Hits) / float64(r.Requests)
}

// Run replays the stream through a cache of that capacity, in objects. A
// capacity beyond the number of keys holds everything and costs no more memory.
//
// The policy is checked meanwhile: if more objects are resident than the
// capacity allows, the error wraps ErrInvalid.
func Run(s *workload.Stream, p Policy, capacity int) (Result, error) {
	if capacity < 1 {
		return Result{}, fmt.Errorf("%w: %d", ErrCapacity, capacity)
	}
	c := p.New(s, min(capacity, max(s.Keys, 1)))
	var r Result
	for i, op := range s.Ops {
		hit := c.Step(op)
		if op.Kind == workload.Get {
			r.Requests++
			if hit {
				r.Hits++
			}
		}
		if n := c.Len(); n > capacity {
			return Result{}, fmt.Errorf("%w: %s holds %d objects after operation %d, its capacity is %d",
				ErrInvalid, p.Name, n, i+1, capacity)
		}
	}
	return r, nil
}
