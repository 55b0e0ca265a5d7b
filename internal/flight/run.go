package flight

import (
	"context"
	"sync/atomic"
)

// Run is one execution of a load function, for one call or several. Its context is
// that of nobody who waits for it.
type Run struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	nested bool         // the load function of another run asked for it; never changes
	waits  map[*Run]int // for which its load function waits, and how many times; guarded by graph
	wanted atomic.Int32 // calls that somebody waits for or that are to be kept
}

// runKey is the key under which the context of a run holds it.
type runKey struct{}

// NewRun returns a run with the values of ctx, but not its end. It is to be ended
// with Cancel.
func NewRun(ctx context.Context) *Run {
	r := &Run{nested: of(ctx) != nil}
	ctx, r.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	r.ctx = context.WithValue(ctx, runKey{}, r)
	return r
}

// Context returns the run's context.
func (r *Run) Context() context.Context { return r.ctx }

// Cancel ends the run's context.
func (r *Run) Cancel(cause error) { r.cancel(cause) }

// unwant takes note that one call of the run is not wanted any more.
func (r *Run) unwant() {
	if r.wanted.Add(-1) == 0 {
		r.cancel(context.Canceled)
	}
}

// Nested reports whether the load function of another run asked for this one.
func (r *Run) Nested() bool { return r.nested }

// of returns the run whose load function was given ctx, or a context made of that,
// and nil if there is none.
func of(ctx context.Context) *Run {
	r, _ := ctx.Value(runKey{}).(*Run)
	return r
}
