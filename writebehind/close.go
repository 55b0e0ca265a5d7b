package writebehind

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Flush has everything that is pending written without delay, and waits until all of
// it has been written or lost. Where a newer write replaces one of these meanwhile, it
// waits for that. It returns nil if all is in the store, a *LostError if some of it
// was lost, and if ctx ends first the cause of that; the queue goes on then as if
// there had been no Flush. A nil ctx is ErrNilContext, and nothing is done.
func (q *Queue[K, V]) Flush(ctx context.Context) error {
	if ctx == nil {
		return ErrNilContext
	}
	f := &flush{done: make(chan struct{})}
	q.change(func(time.Time) {
		f.until = q.pending.made
		q.flushes = append(q.flushes, f)
	})
	var cause error
	select {
	case <-f.done:
	case <-ctx.Done():
		cause = context.Cause(ctx)
		q.change(func(time.Time) {
			q.flushes = slices.DeleteFunc(q.flushes, func(other *flush) bool { return other == f })
		})
	}
	select {
	case <-f.done: // perhaps at the same time as ctx
		return lostError(f.lost, f.why)
	default:
		return fmt.Errorf("writebehind: Flush: %w", cause)
	}
}

// Close refuses new writes, has everything that is pending written without delay, and
// waits until all of it has been written or lost, and OnLost told. If ctx ends first, it
// cancels the attempts under way, and what they and the others did not write is lost,
// with ErrGivenUp and the cause of the end of ctx. It then waits for the attempts to
// return, no longer than Options.Timeout; only one that outlasts that (see ErrStuck)
// leaves a goroutine behind, its own.
//
// Close returns nil if no write was lost since the queue was made, and else a *LostError.
// Further calls wait for the same end, each with its own ctx, and return the same. A nil
// ctx is ErrNilContext, and the queue stays open.
func (q *Queue[K, V]) Close(ctx context.Context) error {
	if ctx == nil {
		return ErrNilContext
	}
	var stop func() bool
	q.change(func(time.Time) {
		q.closed = true
		stop, q.timer.stop = q.timer.stop, nil
		q.signalRoomLocked()
	})
	if stop != nil {
		stop()
	}
	select {
	case <-q.idle:
	case <-ctx.Done():
		q.abandon(context.Cause(ctx))
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	return lostError(q.counts.Lost, q.lastWhy)
}

// abandon has the batches lose what they cannot write at once, and waits for them.
// From now on attempts fail before they begin.
func (q *Queue[K, V]) abandon(cause error) {
	q.giveUp(fmt.Errorf("%w: %w", ErrGivenUp, cause))
	stop := q.options.Clock.AfterFunc(q.options.Timeout, q.leave)
	<-q.idle
	stop()
}

// flush is a Flush that waits. The queue's mutex guards it until done is closed.
type flush struct {
	until uint64        // the number of the newest part it waits for
	lost  uint64        // how many of these were lost
	why   error         // why the last of them was
	done  chan struct{} // closed when none of them is pending
}

// signalFlushesLocked ends the Flushes whose last part has left. They wait in the order
// of what they wait for, which is that of the parts.
func (q *Queue[K, V]) signalFlushesLocked() {
	for len(q.flushes) > 0 {
		f, oldest := q.flushes[0], q.pending.oldest
		if oldest != nil && oldest.number <= f.until {
			return
		}
		close(f.done)
		q.flushes = slices.Delete(q.flushes, 0, 1)
	}
}

func lostError(lost uint64, why error) error {
	if lost == 0 {
		return nil
	}
	return &LostError{Lost: lost, Err: why}
}
