package loadertest

import (
	"testing"
	"testing/synctest"
	"time"
)

// bubbled returns a rule's script that is played in a bubble of testing/synctest, in
// which time passes only when every goroutine waits.
func bubbled(script func(*probe)) func(*probe) {
	return func(p *probe) { p.bubble(false, script) }
}

// timed returns a rule's script that is played twice: with the bubble's time, and with
// a fake clock that the cache is given.
func timed(script func(*probe)) func(*probe) {
	return func(p *probe) {
		p.bubble(false, script)
		p.bubble(true, script)
	}
}

// bubble plays a script in a bubble, with a probe of its own whose failures p takes
// over. What the script leaves running makes the bubble panic, which is a failure.
func (p *probe) bubble(injected bool, script func(*probe)) {
	inner := &probe{t: p.t, suite: p.suite, injected: injected}
	func() {
		defer p.catch()
		synctest.Test(p.t, func(*testing.T) {
			ended := make(chan struct{})
			go func() { // FailNow ends this goroutine, not the test
				defer close(ended)
				inner.play(script)
			}()
			<-ended
		})
	}()
	v := inner.verdict()
	for _, f := range v.failures {
		if injected {
			f = "with a clock of its own: " + f
		}
		p.Errorf("%s", f)
	}
	if v.skipped != "" {
		p.skip(v.skipped)
	}
	if p.failed() {
		p.FailNow()
	}
}

// pass lets d go by on the cache's clock, and waits until what that started is done
// or waits itself.
func (s *subject) pass(d time.Duration) {
	if s.clock != nil {
		s.clock.Advance(d)
	} else {
		<-time.After(d)
	}
	synctest.Wait()
}
