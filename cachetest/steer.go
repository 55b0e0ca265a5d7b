package cachetest

import "time"

// meanwhile has f called while act reads the clock for the first time or, in
// another cache, the second; after act, if it does not read it.
func meanwhile(p *probe, o options, act, f, check func(*subject)) {
	for skip := range 2 {
		s := p.open(o)
		expire(s)
		s.clock.onNow.set(skip, func() { f(s) })
		p.during("an operation in the middle of another", func() { act(s) })
		if !s.clock.onNow.spent() {
			f(s)
		}
		check(s)
	}
}

// during has f called on a goroutine of its own and waits for it, so that a
// deadlock is told with what hangs.
func (p *probe) during(what string, f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer p.catch()
		f()
	}()
	watchdog := time.NewTimer(patience / 2)
	defer watchdog.Stop()
	select {
	case <-done:
	case <-watchdog.C:
		p.Fatalf("deadlock: %s is not done after %v; all goroutines:\n%s", what, patience/2, stacks())
	}
	if p.failed() {
		p.FailNow()
	}
}
