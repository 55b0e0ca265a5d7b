package flight

import (
	"context"
	"sync"
)

// life counts the runs in progress, and knows the end.
type life struct {
	mu      sync.Mutex
	running int           // guarded by mu
	closed  bool          // guarded by mu: nothing begins any more
	idle    chan struct{} // closed when closed and nothing is running
	aborted chan struct{} // closed when nobody is to wait any longer
	abort   sync.Once
	runs    map[*Run]struct{} // guarded by mu
}

func (l *life) init() {
	l.idle, l.aborted = make(chan struct{}), make(chan struct{})
	l.runs = make(map[*Run]struct{})
}

// Begin counts a run as in progress until End, and returns false where the group is
// closed; then its calls are to be settled with an error.
func (g *Group[K, R]) Begin(r *Run) bool {
	l := &g.life
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.running++
	l.runs[r] = struct{}{}
	return true
}

// End takes note that nothing of the run is left.
func (g *Group[K, R]) End(r *Run) {
	l := &g.life
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	delete(l.runs, r)
	if l.closed && l.running == 0 {
		close(l.idle)
	}
}

// Closed reports whether nothing can begin any more.
func (g *Group[K, R]) Closed() bool {
	g.life.mu.Lock()
	defer g.life.mu.Unlock()
	return g.life.closed
}

// Aborted is closed when who waits is to give up.
func (g *Group[K, R]) Aborted() <-chan struct{} { return g.life.aborted }

// Close lets nothing begin any more and waits until nothing is running, or until ctx
// ends: then it cancels what is running with the cause, has who waits give up, and
// returns the number of runs that had not ended.
func (g *Group[K, R]) Close(ctx context.Context, cause error) (running int) {
	l := &g.life
	l.mu.Lock()
	if !l.closed {
		l.closed = true
		if l.running == 0 {
			close(l.idle)
		}
	}
	l.mu.Unlock()
	select {
	case <-l.idle:
		return 0
	default:
	}
	select {
	case <-l.idle:
		return 0
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for r := range l.runs {
		r.Cancel(cause)
	}
	l.abort.Do(func() { close(l.aborted) })
	return l.running
}
