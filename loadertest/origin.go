package loadertest

import (
	"context"
	"errors"
	"sync"
	"testing/synctest"
)

// origin is where values come from. Each call of a load function asks it, is counted,
// and is answered as the script says.
type origin struct {
	over chan struct{} // closed when the script is: nothing hangs any longer

	mu     sync.Mutex // guards the rest
	asked  []string   // keys, in the order of the calls
	answer loadFunc
}

// mostCalls is more than any rule makes: a cache that has a load ask for itself again
// and again would end the test with its stack.
const mostCalls = 20_000

var errEndless = errors.New("loads without end")

// newOrigin returns an origin that serves 1.
func newOrigin() *origin {
	o := &origin{over: make(chan struct{})}
	o.serves(1)
	return o
}

func (o *origin) end() { close(o.over) }

// load is a load function.
func (o *origin) load(ctx context.Context, key string) (loaded, error) {
	o.mu.Lock()
	o.asked = append(o.asked, key)
	n, answer := len(o.asked), o.answer
	o.mu.Unlock()
	if n > mostCalls {
		return loaded{}, errEndless
	}
	return answer(ctx, key)
}

// calls returns how many calls there were so far.
func (o *origin) calls() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.asked)
}

// callsFor returns how many of them were for key.
func (o *origin) callsFor(key string) (n int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, k := range o.asked {
		if k == key {
			n++
		}
	}
	return n
}

// answers has calls from now on answered by f.
func (o *origin) answers(f loadFunc) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answer = f
}

// serves has them return a value.
func (o *origin) serves(value int) { o.brings(loaded{Value: value}) }

// brings has them return a value and what is to be said about it.
func (o *origin) brings(l loaded) {
	o.answers(func(context.Context, string) (loaded, error) { return l, nil })
}

// breaks has them return an error.
func (o *origin) breaks(err error) {
	o.answers(func(context.Context, string) (loaded, error) { return loaded{}, err })
}

// hangs has them wait until the gate that is returned opens, whatever becomes of their
// contexts.
func (o *origin) hangs() *gate {
	g := &gate{opened: make(chan struct{}), over: o.over}
	o.answers(g.load)
	return g
}

// gate is where loads wait.
type gate struct {
	opened chan struct{}
	over   chan struct{} // that of the origin
	once   sync.Once

	mu       sync.Mutex        // guards the rest
	contexts []context.Context // of those who came, in order
	l        loaded
	err      error
}

func (g *gate) load(ctx context.Context, _ string) (loaded, error) {
	g.mu.Lock()
	g.contexts = append(g.contexts, ctx)
	g.mu.Unlock()
	select {
	case <-g.opened:
	case <-g.over:
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.l, g.err
}

// opens lets everybody through, with a value.
func (g *gate) opens(value int) { g.lets(loaded{Value: value}, nil) }

// lets lets everybody through, with what they return, and waits until that is done.
func (g *gate) lets(l loaded, err error) {
	g.mu.Lock()
	g.l, g.err = l, err
	g.mu.Unlock()
	g.once.Do(func() { close(g.opened) })
	synctest.Wait()
}

// context returns the context of the i-th load that came.
func (g *gate) context(i int) context.Context {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i >= len(g.contexts) {
		return nil
	}
	return g.contexts[i]
}

// count returns how many loads came.
func (g *gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.contexts)
}
