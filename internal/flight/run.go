package flight

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
)

// Run is one execution of a load function, for one call or several. Its context is
// that of nobody who waits for it.
type Run struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	group  any          // of its calls; set with the first of them
	wanted atomic.Int32 // calls that somebody waits for or that are to be kept

	// Guarded by graph: for which runs its load function waits, with how many goroutines,
	// and which wait for it.
	waits, waitedFor map[*Run]int

	urgent chan struct{} // closed when a run of its group waits for it
	urge   sync.Once
}

// ErrUnwanted is the cause with which the context of a run ends that nobody waits for
// any more.
var ErrUnwanted = errors.New("flight: nobody waits for the load any more")

// Unwanted reports whether the run was cancelled since nobody waited for it.
func (r *Run) Unwanted() bool { return errors.Is(context.Cause(r.ctx), ErrUnwanted) }

// runKey is the key under which the context of a run holds it.
type runKey struct{}

// Asker is who asks for a key: a caller with a context.
type Asker struct {
	ctx context.Context
	run *Run // whose load function it is, or calls it; nil if none's
}

// Ask returns the asker with a context, whose methods it calls.
func Ask(ctx context.Context) Asker {
	run, _ := ctx.Value(runKey{}).(*Run)
	return Asker{ctx: ctx, run: run}
}

// NewRun returns a run with the values of the asker's context, but not its end. It is to
// be ended with Cancel. It calls none of the context's methods.
func (a Asker) NewRun() *Run {
	r := &Run{urgent: make(chan struct{})}
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(a.ctx))
	r.ctx, r.cancel = context.WithValue(ctx, runKey{}, r), cancel
	return r
}

// Context returns the run's context.
func (r *Run) Context() context.Context { return r.ctx }

// Cancel ends the run's context.
func (r *Run) Cancel(cause error) { r.cancel(cause) }

// unwant takes note that one call of the run is not wanted any more.
func (r *Run) unwant() {
	if r.wanted.Add(-1) == 0 {
		r.cancel(ErrUnwanted)
	}
}

// Urgent is closed when the load function of another run of the same group waits for this
// one, perhaps through loads of other groups.
func (r *Run) Urgent() <-chan struct{} { return r.urgent }
