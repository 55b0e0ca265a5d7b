// Package replay counts the hits of eviction policies on a stream of operations.
//
// [Run] replays a stream through a policy of a bounded cache, one operation
// after the other on one goroutine, and counts. [Policies] lists what can be
// replayed: least recently used, and the optimum that no policy beats, against
// which every other figure should be read.
//
// # What is counted
//
// The cache begins empty. With a capacity all objects count alike; with a largest
// weight each counts with its size. Times to live are ignored.
//
//   - A Get is a request: a hit where the object is resident. After a miss the
//     object is offered to the policy, as a read-through cache does.
//   - A Set inserts or overwrites the object: it is offered to the policy like
//     after a miss, but is no request.
//   - A Delete removes the object and is no request.
//
// Each request counts with its size too, for the hit ratio in bytes; and what comes
// after the warm-up, a share of the operations, is counted a second time by itself.
//
// # When not
//
// A cache for many goroutines may lose hits to its buffers and locks, which a
// replay on one goroutine does not show: replay through the cache itself too, which
// package bench does.
package replay

import (
	"errors"
	"fmt"

	"github.com/larder-go/larder/workload"
)

var (
	// ErrLimits is wrapped by errors about limits of which none is set or one is
	// negative.
	ErrLimits = errors.New("replay: want a capacity or a largest weight of 1 or more")

	// ErrPolicy is wrapped by errors about the name of a policy.
	ErrPolicy = errors.New("replay: unknown policy")

	// ErrWeight is wrapped by the error about a largest weight for a policy that
	// does not weigh.
	ErrWeight = errors.New("replay: the policy does not weigh objects")

	// ErrInvalid is wrapped by errors about a result that cannot be right.
	ErrInvalid = errors.New("replay: invalid result")
)

// Run replays the stream through a cache with these limits, and counts what comes
// after the first share of the operations, warmup, once more by itself. A capacity
// beyond the number of keys holds everything and costs no more memory.
//
// The policy is checked meanwhile: if more is resident than the limits allow, the
// error wraps ErrInvalid.
func Run(s *workload.Stream, p Policy, l Limits, warmup float64) (Result, error) {
	if err := l.check(); err != nil {
		return Result{}, err
	}
	if l.MaxWeight > 0 && !p.Weighs {
		return Result{}, fmt.Errorf("%w: %s", ErrWeight, p.Name)
	}
	c := p.New(s, l.within(s.Keys))
	count := NewCounter(len(s.Ops), warmup)
	for i, op := range s.Ops {
		count.Add(i, op, c.Step(op))
		if err := l.exceeded(c.Len(), c.Weight()); err != nil {
			return Result{}, fmt.Errorf("%s after operation %d: %w", p.Name, i+1, err)
		}
	}
	return count.Result, nil
}
