package writebehind

import (
	"context"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/larder-go/larder"
)

// attempt calls write once and returns its error, or what it did instead of returning.
func (q *Queue[K, V]) attempt(writes []Write[K, V]) error {
	ctx, cancel := q.attemptContext()
	defer cancel()
	done := guard(func() error { return q.write(ctx, writes) })
	select {
	case err := <-done:
		return err
	case <-q.away:
		return ErrStuck
	}
}

// attemptContext returns a context that ends with options.Timeout and with base.
func (q *Queue[K, V]) attemptContext() (context.Context, func()) {
	if _, system := q.options.Clock.(larder.SystemClock); system {
		return context.WithTimeout(q.base, q.options.Timeout)
	}
	ctx, cancel := context.WithCancelCause(q.base)
	stop := q.options.Clock.AfterFunc(q.options.Timeout, func() { cancel(context.DeadlineExceeded) })
	return ctx, func() { stop(); cancel(context.Canceled) }
}

// guard calls f in a goroutine of its own, since nothing else survives a
// runtime.Goexit, and returns a channel that gets its error or how else it ended.
func guard(f func() error) <-chan error {
	done := make(chan error, 1)
	go func() {
		err := ErrGoexit // unless f returns or panics
		defer func() {
			if value := recover(); value != nil {
				err = &PanicError{Value: value, Stack: debug.Stack()}
			}
			done <- err
		}()
		err = f()
	}()
	return done
}

// backOff waits before the attempt after failed ones, and reports whether to make it.
// The wait is "equal jitter": between half of the doubled back-off and all of it.
func (q *Queue[K, V]) backOff(failed int) bool {
	if failed > 0 && q.base.Err() == nil {
		over := make(chan struct{})
		stop := q.options.Clock.AfterFunc(q.backOffTime(failed), func() { close(over) })
		select {
		case <-over:
		case <-q.base.Done():
			stop()
		}
	}
	return q.base.Err() == nil
}

func (q *Queue[K, V]) backOffTime(failed int) time.Duration {
	wait := q.options.Backoff
	for range failed - 1 {
		if wait > q.options.MaxBackoff/2 {
			wait = q.options.MaxBackoff
			break
		}
		wait *= 2
	}
	return wait - rand.N(wait/2+1)
}
