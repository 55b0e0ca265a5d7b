package tieredtest

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"
)

// trial is one rule that is tried: what it requires goes to its list of failures, so that a
// suite can be tried on what is broken.
type trial struct {
	testing.TB // for clean-up and log, of the test that is running
	failures   []string
}

// Errorf adds a failure.
func (t *trial) Errorf(format string, args ...any) {
	t.failures = append(t.failures, fmt.Sprintf(format, args...))
}

// FailNow ends the rule.
func (t *trial) FailNow() { runtime.Goexit() }

// rule is one of a suite for subjects of a kind.
type rule[S any] struct {
	name string
	run  func(t *trial, s S)
}

// try tries a rule, and returns what is wrong.
func try[S any](tb testing.TB, r rule[S], s S) []string {
	t := &trial{TB: tb}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer func() {
			if p := recover(); p != nil {
				t.Errorf("panic: %v", p)
			}
		}()
		r.run(t, s)
	}()
	<-ended
	return t.failures
}

// run tries all rules, each as a subtest, but for those that are waived, with the reason.
func run[S any](t *testing.T, rules []rule[S], s S, waived map[string]string) {
	t.Helper()
	for name := range waived {
		if !slices.ContainsFunc(rules, func(r rule[S]) bool { return r.name == name }) {
			t.Fatalf("tieredtest: Waived: there is no rule %q", name)
		}
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			if reason, ok := waived[r.name]; ok {
				t.Skip("waived: " + reason)
			}
			for _, failure := range try(t, r, s) {
				t.Error(failure)
			}
		})
	}
}

// patience is how long is waited for what has to come. It is a variable so that the tests of
// the suites, in which it does not come, are soon over.
var patience = 20 * time.Second

// tick is how often is looked.
const tick = time.Millisecond

// await looks until it is.
func await(t *trial, what string, is func() bool) {
	for end := time.Now().Add(patience); !is(); {
		if time.Now().After(end) {
			t.Errorf("not within %v: %s", patience, what)
			t.FailNow()
		}
		<-time.After(tick)
	}
}

var background = context.Background()
