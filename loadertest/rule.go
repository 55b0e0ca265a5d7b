package loadertest

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// rule is one rule: its name, and a script that fails the probe if the cache breaks
// it.
type rule struct {
	name  string
	check func(*probe)
}

// rules returns all rules. A new group of rules is a file with a table, and a line
// here.
func rules() []rule {
	return slices.Concat(
		sharingRules, callerRules, failureRules, hangRules, patienceRules, optionRules,
		invalidationRules, finalRules, recursionRules,
		freshnessRules, refreshRules, fallbackRules, loadedRules, negativeRules, backoffRules,
		limitRules, versionRules, manyRules, bulkRules, warmRules, restoreRules,
		eventRules, statsRules, closeRules,
	)
}

// watch is how long a rule may take before it counts as deadlocked. Rules take
// milliseconds, searches seconds.
const watch = 20 * time.Second

// verdict is what came of one rule.
type verdict struct {
	failures []string
	skipped  string // why, if it was
}

// run has the rule checked on a goroutine of its own, so that neither a deadlock nor a
// panic ends the test.
func (r rule) run(t *testing.T, s Suite) verdict {
	if runtime.GOMAXPROCS(0) == 1 { // goroutines would hardly ever interrupt each other
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	}
	p := &probe{t: t, suite: s, patience: watch}
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.play(r.check)
	}()
	waited := time.Duration(0)
	for waited < p.allowed() { // which the rule may raise
		wait := p.allowed() - waited
		select {
		case <-done:
			return p.verdict()
		case <-time.After(wait):
			waited += wait
		}
	}
	p.Errorf("deadlock: not done after %v; all goroutines:\n%s", waited, stacks())
	return p.verdict()
}

func stacks() []byte {
	buf := make([]byte, 64<<10)
	return buf[:runtime.Stack(buf, true)]
}
