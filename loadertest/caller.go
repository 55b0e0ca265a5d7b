package loadertest

import (
	"context"
	"errors"
	"fmt"
	"testing/synctest"
)

// caller is a call of GetOrLoad on a goroutine of its own, in a bubble.
type caller struct {
	p     *probe
	name  string
	leave context.CancelFunc
	done  chan struct{} // closed when value and err are there
	value int
	err   error
}

// ask calls GetOrLoad on a goroutine of its own and waits until it has returned or
// waits.
func (s *subject) ask(key string) *caller { return s.askIn(s.ctx, key, nil) }

func (s *subject) askIn(ctx context.Context, key string, load loadFunc) *caller {
	c := s.startIn(ctx, key, load)
	synctest.Wait()
	return c
}

// start is ask without the wait.
func (s *subject) start(key string, load loadFunc) *caller { return s.startIn(s.ctx, key, load) }

func (s *subject) startIn(ctx context.Context, key string, load loadFunc) *caller {
	c := &caller{p: s.p, name: fmt.Sprintf("the caller for %s", key), done: make(chan struct{})}
	ctx, c.leave = context.WithCancel(ctx)
	go func() {
		defer close(c.done)
		defer s.p.catch()
		c.value, c.err = s.GetOrLoad(ctx, key, load)
	}()
	return c
}

// askMany is ask n times.
func (s *subject) askMany(key string, n int) []*caller {
	all := make([]*caller, n)
	for i := range all {
		all[i] = s.ask(key)
	}
	return all
}

// leaves cancels the caller's context.
func (c *caller) leaves() {
	c.leave()
	synctest.Wait()
}

// back reports whether the call has returned.
func (c *caller) back() bool {
	synctest.Wait()
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// waits wants the call not to have returned yet.
func (c *caller) waits(when string) {
	if c.back() {
		c.p.Fatalf("%s: %s is back with %d, %v, and should wait", when, c.name, c.value, c.err)
	}
}

// gets wants the call to have returned a value.
func (c *caller) gets(want int, when string) {
	if !c.back() {
		c.p.Fatalf("%s: %s still waits, want %d", when, c.name, want)
	}
	if c.err != nil || c.value != want {
		c.p.Fatalf("%s: %s got %d, %v; want %d", when, c.name, c.value, c.err, want)
	}
}

// fails wants the call to have returned an error that is target.
func (c *caller) fails(target error, when string) {
	if !c.back() {
		c.p.Fatalf("%s: %s still waits, want the error %v", when, c.name, target)
	}
	if !errors.Is(c.err, target) {
		c.p.Fatalf("%s: %s got %d, %v; want the error %v", when, c.name, c.value, c.err, target)
	}
}
