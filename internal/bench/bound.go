package bench

import (
	"context"
	"fmt"

	"github.com/larder-go/larder"
)

// Bound is what a bounded cache did to remain so. That of an unbounded one is
// zero.
type Bound struct {
	Resident int // entries after the sample; of several replays the most

	Counted    bool   // whether the cache tells these two
	Evictions  uint64 // entries that left to make room while it was measured
	Rejections uint64 // entries that were not admitted meanwhile
}

func (b *Bound) add(c Bound) {
	b.Resident = max(b.Resident, c.Resident)
	b.Counted = b.Counted || c.Counted
	b.Evictions += c.Evictions
	b.Rejections += c.Rejections
}

// longestWarmUp is how many times as long as a sample the warm-up of a bounded
// cache may last.
const longestWarmUp = 10

// warmUp runs what is not measured. Of an unbounded cache that is a tenth: it lets
// tables grow, lazily built parts be built and the processor speed up. A bounded
// one has kept the keys that were stored last, and knows nothing of what is asked
// for: the hit ratio wanted is that of a cache in use, and so the stream is run
// once, unless that takes too long.
func (s *sampler[K]) warmUp(ctx context.Context, cache Cache[K]) (err error) {
	if s.cell.setup.Capacity == 0 || s.cell.Floor {
		_, err = s.pass(ctx, cache, s.plan.Ops/10, s.plan.Duration/10, 0)
		return err
	}
	_, err = s.run(ctx, cache, uint64(len(s.work.Stream.Ops)), longestWarmUp*s.plan.Duration, 0)
	return err
}

// counts returns the counts of a cache of larder's.
func counts[K comparable](cache Cache[K]) (s larder.Stats, ok bool) {
	if c, ok := cache.(interface{ Stats() larder.Stats }); ok {
		return c.Stats(), true
	}
	return s, false
}

// conclude adds to the outcome of a sample what a bounded cache is like after it,
// and checks it. before are the counts when the sample began.
func (s *sampler[K]) conclude(o *Outcome, cache Cache[K], before larder.Stats) error {
	if s.cell.setup.Capacity > 0 {
		settle(cache)
		o.Bound.Resident = cache.Len()
		if after, ok := counts(cache); ok && !s.cell.setup.NoStats {
			o.Bound.Counted = true
			o.Bound.Evictions = after.Evictions - before.Evictions
			o.Bound.Rejections = after.Rejections - before.Rejections
		}
	}
	if err := s.work.check(o.Tally, cache.Len()); err != nil {
		return err
	}
	return s.cell.checkBound(o.Bound)
}

// settle waits until the Sets that have returned are done.
func settle[K comparable](cache Cache[K]) {
	if w, ok := cache.(Waiter); ok {
		w.Wait()
	}
}

// excess returns how many entries more than its capacity a cache held.
func (c Cell) excess(b Bound) int {
	if c.setup.Capacity == 0 {
		return 0
	}
	return max(0, b.Resident-c.setup.Capacity)
}

// slack is how many entries more than their capacity caches of others may hold:
// many evict in the background, or by the shard.
func (c Cell) slack() int { return c.setup.Capacity/10 + 128 }

// checkBound returns an error that wraps ErrInvalid where a cache held more than it
// may: its hits would be those of a larger one.
func (c Cell) checkBound(b Bound) error {
	more := c.excess(b)
	switch {
	case more == 0:
		return nil
	case c.backend.Own:
		return fmt.Errorf("%w: the cache holds %d entries, and its capacity is %d", ErrInvalid, b.Resident, c.setup.Capacity)
	case more > c.slack():
		return fmt.Errorf("%w: the cache holds %d entries, and its capacity is %d: caches of others may hold 10 %% and 128 more",
			ErrInvalid, b.Resident, c.setup.Capacity)
	}
	return nil
}

// tellExcess tells of the caches of others that held more than their capacity, the
// most of all their samples, by the names of their cells.
func tellExcess(cells []Cell, most map[string]Bound, to Reporter) error {
	for _, c := range cells {
		b := most[c.Name()]
		if c.excess(b) == 0 {
			continue
		}
		text := fmt.Sprintf("%s held up to %d entries after a sample, with a capacity of %d", c.Backend, b.Resident, c.setup.Capacity)
		if err := to.Note(c, text); err != nil {
			return err
		}
	}
	return nil
}
