package loadertest

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// probe stands for *testing.T in a rule: it takes note of failures instead of failing
// the test, so that a rule can be seen to fail. It is safe for concurrent use.
type probe struct {
	t        *testing.T // for bubbles alone
	suite    Suite
	injected bool // caches get a fake clock

	mu       sync.Mutex // guards the rest
	patience time.Duration
	failures []string
	skipped  string
	cleanups []func()
}

// play runs a script to its end, which may be a panic or FailNow, and then the
// clean-ups.
func (p *probe) play(script func(*probe)) {
	defer p.cleanUp()
	defer p.catch()
	script(p)
}

// catch makes a panic a failure. It is deferred.
func (p *probe) catch() {
	if x := recover(); x != nil {
		p.Errorf("panic: %v\n%s", x, debug.Stack())
	}
}

// Errorf takes note of a failure.
func (p *probe) Errorf(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failures = append(p.failures, fmt.Sprintf(format, args...))
}

// FailNow ends the calling goroutine.
func (p *probe) FailNow() { runtime.Goexit() }

// Fatalf is Errorf and FailNow.
func (p *probe) Fatalf(format string, args ...any) {
	p.Errorf(format, args...)
	p.FailNow()
}

// skip ends the rule because the cache does not offer what it is about.
func (p *probe) skip(reason string) {
	p.mu.Lock()
	p.skipped = reason
	p.mu.Unlock()
	p.FailNow()
}

// cleanup has f called when the script has ended, last come, first served.
func (p *probe) cleanup(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cleanups = append(p.cleanups, f)
}

func (p *probe) cleanUp() {
	defer p.catch()
	for i := len(p.cleanups) - 1; i >= 0; i-- {
		p.cleanups[i]()
	}
}

// allow has the watchdog wait for d in all: for searches.
func (p *probe) allow(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.patience = d
}

func (p *probe) allowed() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.patience
}

func (p *probe) verdict() verdict {
	p.mu.Lock()
	defer p.mu.Unlock()
	return verdict{p.failures, p.skipped}
}

func (p *probe) failed() bool { return len(p.verdict().failures) > 0 }

// together runs the functions concurrently, all of which begin at once, and waits for
// them. It ends the script if one of them failed.
func (p *probe) together(fs ...func()) {
	var all sync.WaitGroup
	var ready atomic.Int64
	for _, f := range fs {
		all.Go(func() {
			defer p.catch()
			for ready.Add(1); ready.Load() < int64(len(fs)); {
				runtime.Gosched()
			}
			f()
		})
	}
	all.Wait()
	if p.failed() {
		p.FailNow()
	}
}

// crowd runs f concurrently n times, each with its number.
func (p *probe) crowd(n int, f func(i int)) {
	fs := make([]func(), n)
	for i := range fs {
		fs[i] = func() { f(i) }
	}
	p.together(fs...)
}
