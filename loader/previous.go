package loader

import (
	"context"
	"errors"
	"time"

	"github.com/larder-go/larder"
)

// jobKey is the key under which the context of a load function holds its job.
type jobKey struct{}

// previous is what Previous needs of a job whose values are of type V.
type previous[V any] interface{ Before(key any) *Item[V] }

// Previous returns the value that was there when the load began, stale perhaps, to
// the load function of key that was given ctx: to ask the origin whether it has
// changed, and return Loaded.NotModified if not. Version and Tags are those that it
// was stored with. V and key must be of the very types of the cache's values and keys.
func Previous[V any](ctx context.Context, key any) (Loaded[V], bool) {
	p, ok := ctx.Value(jobKey{}).(previous[V])
	if !ok {
		return Loaded[V]{}, false
	}
	it := p.Before(key)
	if it == nil {
		return Loaded[V]{}, false
	}
	l, err := unmodified(Loaded[V]{}, it)
	return l, err == nil
}

// Before returns what was there of key when the job began, nil if nothing was.
func (j *job[K, V]) Before(key any) *Item[V] {
	k, ok := key.(K)
	if !ok {
		return nil
	}
	return j.before[k]
}

// loadContext is the context for a load function: that of its run, with the job, and
// with the deadline that Options.LoadTimeout sets, which the job's timer keeps.
type loadContext struct {
	context.Context
	job      any
	deadline time.Time // zero if there is none, or if it is an injected clock's
}

// Value returns the job, and otherwise what the caller's context holds.
func (c *loadContext) Value(key any) any {
	if key == (jobKey{}) {
		return c.job
	}
	return c.Context.Value(key)
}

// Deadline tells those who reckon with it.
func (c *loadContext) Deadline() (deadline time.Time, ok bool) {
	return c.deadline, !c.deadline.IsZero()
}

// Err tells a timeout from other ends.
func (c *loadContext) Err() error {
	err := c.Context.Err()
	if err != nil && errors.Is(context.Cause(c.Context), ErrTimeout) {
		return context.DeadlineExceeded
	}
	return err
}

// context returns the context for the load function.
func (j *job[K, V]) context() context.Context {
	ctx := &loadContext{Context: j.run.Context(), job: j}
	if limit := j.c.o.LoadTimeout; j.c.time.clock == nil && limit != larder.NoExpiry {
		ctx.deadline = time.Now().Add(limit)
	}
	return ctx
}
