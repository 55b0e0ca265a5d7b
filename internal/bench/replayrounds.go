package bench

import (
	"cmp"
	"context"
	"errors"
	"sync"

	"github.com/larder-go/larder/internal/replay"
)

// replayChunk is the number of consecutive operations that a goroutine is dealt at
// once: so few that the order of the stream is nearly kept, and enough for the
// goroutines of a round to meet.
const replayChunk = 64

// concurrent deals the stream in rounds: each goroutine gets the next chunk, and
// when all have done theirs the next round begins, after the cache has done what it
// does later, if it is a Waiter. Without rounds a goroutine that is kept waiting by
// the operating system would have its operations done out of order by any number of
// others, and without the wait a cache may hold more than its capacity for long:
// nothing could be said of what is possible. Within a round nobody waits.
func (p *replayer[K]) concurrent(ctx context.Context, goroutines int) (replay.Result, error) {
	ops := p.stream.Ops
	counts := make([]replay.Counter, goroutines)
	failed := make([]error, goroutines)
	for g := range counts {
		counts[g] = replay.NewCounter(len(ops), p.warmup)
	}
	round := goroutines * replayChunk
	waiter, _ := p.cache.(Waiter)
	for from := 0; from < len(ops); from += round {
		if ctx.Err() != nil {
			return replay.Result{}, ctx.Err()
		}
		p.moveTo(from)
		var all sync.WaitGroup
		for g := range goroutines {
			begin := min(from+g*replayChunk, len(ops))
			end := min(begin+replayChunk, len(ops))
			all.Go(func() { failed[g] = p.chunk(&counts[g], begin, end) })
		}
		all.Wait()
		if waiter != nil {
			waiter.Wait()
		}
		err := errors.Join(failed...)
		if p.backend.Own || from/round%max(1, len(ops)/round/looks) == 0 {
			err = cmp.Or(err, p.look(false))
		}
		if err != nil {
			return replay.Result{}, err
		}
	}
	var sum replay.Result
	for _, c := range counts {
		sum = sum.Plus(c.Result)
	}
	return sum, p.look(true)
}

// chunk carries out some operations.
func (p *replayer[K]) chunk(count *replay.Counter, begin, end int) error {
	for i := begin; i < end; i++ {
		op := p.stream.Ops[i]
		hit, _, err := p.step(op)
		if err != nil {
			return err
		}
		count.Add(i, op, hit)
	}
	return nil
}
