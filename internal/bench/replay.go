package bench

import (
	"errors"
	"fmt"

	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
)

// Replay counts the hits of policies and caches on a stream, and holds them to the
// optimum, which it computes once for each capacity. Make one with NewReplay; only
// one goroutine may use it.
type Replay struct {
	stream  *workload.Stream
	times   []uint32 // of the operations, in seconds; nil where nobody knows
	warmup  float64
	optimum replay.Policy
	known   map[int]replay.Result // the optimum's, by capacity
	expires bool                  // some operation has a time to live
	deletes int                   // operations
}

// NewReplay prepares replays of a stream, of which this share is the warm-up. The
// times of the operations, in seconds, may be nil.
func NewReplay(s *workload.Stream, times []uint32, warmup float64) (*Replay, error) {
	p, err := replay.Named(replay.Optimum)
	if err != nil {
		return nil, err
	}
	r := &Replay{stream: s, times: times, warmup: warmup, optimum: p, known: make(map[int]replay.Result)}
	for _, op := range s.Ops {
		r.expires = r.expires || op.TTL > 0
		if op.Kind == workload.Delete {
			r.deletes++
		}
	}
	return r, nil
}

// Policy replays the stream through a policy and compares it with the optimum: an
// error wraps ErrInvalid where the policy has more hits, or holds more than the
// limits allow. Under a largest weight there is no optimum to compare with.
func (r *Replay) Policy(p replay.Policy, l replay.Limits) (replay.Result, error) {
	if p.Name == replay.Optimum && l.MaxWeight == 0 {
		return r.Optimum(l.Capacity)
	}
	result, err := replay.Run(r.stream, p, l, r.warmup)
	if err != nil {
		return result, invalidReplay(err)
	}
	return result, r.holdToOptimum(p.Name, result, l, 0)
}

// Optimum returns the result that no cache of that capacity exceeds.
func (r *Replay) Optimum(capacity int) (replay.Result, error) {
	if result, ok := r.known[capacity]; ok {
		return result, nil
	}
	result, err := replay.Run(r.stream, r.optimum, replay.Limits{Capacity: capacity}, r.warmup)
	if err != nil {
		return result, invalidReplay(err)
	}
	r.known[capacity] = result
	return result, nil
}

// holdToOptimum returns an error that wraps ErrInvalid if a result has more hits
// than the optimum, after a replay that kept the order of the operations but within
// rounds of so many; 0 is exactly.
//
// Why the optimum for rounds of w operations is that of a capacity larger by w, plus
// the Deletes: between two rounds nothing is in progress, so that no more than the
// capacity is resident. A hit spans from an operation of its key to the next Get. Of
// the hits of a round, those that span its beginning are of objects that were
// resident then, no more than the capacity. Whoever keeps those, and what comes in
// within the round besides, no more than w, can have them all in the order of the
// stream too, but for a Get that the stream has after a Delete and the replay before
// it: one for each Delete.
func (r *Replay) holdToOptimum(name string, result replay.Result, l replay.Limits, round int) error {
	if l.MaxWeight > 0 {
		return nil
	}
	capacity, lost := l.Capacity, 0
	if round > 0 {
		// In this order, and no further than the keys: a capacity may be huge.
		capacity, lost = min(capacity, r.stream.Keys)+round, r.deletes
	}
	best, err := r.Optimum(capacity)
	if err != nil {
		return err
	}
	if most := best.Hits + lost; result.Hits > most {
		return fmt.Errorf("%w: %s hits %d times with a capacity of %d, and the optimum is %d", ErrInvalid, name, result.Hits, l.Capacity, most)
	}
	return nil
}

// invalidReplay has an error about a result wrap this package's ErrInvalid too.
func invalidReplay(err error) error {
	if errors.Is(err, replay.ErrInvalid) {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return err
}
