package bench

import (
	"fmt"

	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
)

// Optimum is the policy that no other exceeds, computed once for each capacity.
type Optimum struct {
	stream *workload.Stream
	policy replay.Policy
	known  map[int]replay.Result
}

// NewOptimum prepares the optimum of a stream.
func NewOptimum(s *workload.Stream) (*Optimum, error) {
	p, err := replay.Named("opt")
	return &Optimum{stream: s, policy: p, known: make(map[int]replay.Result)}, err
}

// Run replays the stream through a policy and compares it with the optimum: an
// error wraps ErrInvalid where the policy has more hits, or holds more than the
// capacity.
func (o *Optimum) Run(p replay.Policy, capacity int) (replay.Result, error) {
	best, err := o.at(capacity)
	if err != nil || p.Name == o.policy.Name {
		return best, err
	}
	r, err := replay.Run(o.stream, p, capacity)
	if err != nil {
		return r, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if r.Hits > best.Hits {
		return r, fmt.Errorf("%w: %s hits %d times with a capacity of %d, and the optimum is %d", ErrInvalid, p.Name, r.Hits, capacity, best.Hits)
	}
	return r, nil
}

func (o *Optimum) at(capacity int) (replay.Result, error) {
	if r, ok := o.known[capacity]; ok {
		return r, nil
	}
	r, err := replay.Run(o.stream, o.policy, capacity)
	if err != nil {
		return r, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	o.known[capacity] = r
	return r, nil
}
