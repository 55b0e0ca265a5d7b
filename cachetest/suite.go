package cachetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/larder-go/larder"
)

// Factory makes the cache under test with the options a rule needs: its
// clock, its listener, its times to live.
type Factory[K comparable, V any] func(larder.Options[K, V]) (larder.Cache[K, V], error)

// Of turns a constructor that returns a concrete type into a Factory.
func Of[K comparable, V any, C larder.Cache[K, V]](mk func(larder.Options[K, V]) (C, error)) Factory[K, V] {
	return func(o larder.Options[K, V]) (larder.Cache[K, V], error) { return mk(o) }
}

// Suite is the cache under test, with the types of keys the rules need. A rule
// whose factory is nil is skipped and says so.
type Suite struct {
	String Factory[string, int]    // required: for most rules
	Int    Factory[int, int]       // for IntKeys
	Float  Factory[float64, int]   // for FloatKeys and the rules about NaN
	Any    Factory[any, int]       // for AnyKeys and the rules about NaN and unhashable keys
	Struct Factory[StructKey, int] // for StructKeys and the rules about NaN

	// PointInTime says that All shows what was set and deleted up to one instant
	// of the loop, more than the contract asks for; what expires meanwhile may
	// be left out. Then AllIsOneInstant holds it to that.
	PointInTime bool
}

// StructKey is a key with padding between its fields, a pointer in it, and a
// number that may be NaN: two are equal when ==, whatever their bytes are.
type StructKey struct {
	ID    uint8   // followed by padding
	Name  string  // a pointer, and bytes that may lie elsewhere
	Ratio float64 // may be NaN, or one of two zeros
}

// Waiver excuses an implementation from some rules. Make one with Without.
type Waiver struct {
	reason string
	rules  []string
}

// Without excuses the implementation from the rules named, for a reason that
// the skipped subtests print.
func Without(reason string, rules ...string) Waiver { return Waiver{reason, rules} }

// Run holds the cache to every rule that is not waived, each a subtest of t.
// The subtests run one after another; tests that start goroutines should not
// run beside them.
func Run(t *testing.T, s Suite, waivers ...Waiver) {
	t.Helper()
	if s.String == nil {
		t.Fatal("cachetest: Suite.String is nil: most rules need it")
	}
	reasons := make(map[string]string)
	for _, w := range waivers {
		for _, name := range w.rules {
			if !slices.Contains(Rules(), name) {
				t.Fatalf("cachetest: Without: there is no rule %q", name)
			}
			reasons[name] = w.reason
		}
	}
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			if reason, waived := reasons[r.name]; waived {
				t.Skip("waived: " + reason)
			}
			v := r.run(t, s)
			for _, f := range v.failures {
				t.Error(f)
			}
			if v.skipped != "" {
				t.Skip(v.skipped)
			}
		})
	}
}

// Violation is a rule that a cache broke, and how.
type Violation struct {
	Rule     string   // the rule's name
	Failures []string // what it found, in whole sentences
}

// String returns the rule and its failures.
func (v Violation) String() string {
	return fmt.Sprintf("%s: %s", v.Rule, strings.Join(v.Failures, "\n"))
}

// Violations holds the cache to the rules named, to all if none is, and
// returns those it broke, without failing t. It is for showing that the suite
// rejects a cache that it should. A rule that deadlocks is given up after a
// while; its goroutines stay behind.
func Violations(t *testing.T, s Suite, names ...string) []Violation {
	t.Helper()
	for _, name := range names {
		if !slices.Contains(Rules(), name) {
			t.Fatalf("cachetest: Violations: there is no rule %q", name)
		}
	}
	var broken []Violation
	for _, r := range rules() {
		if len(names) > 0 && !slices.Contains(names, r.name) {
			continue
		}
		if v := r.run(t, s); len(v.failures) > 0 {
			broken = append(broken, Violation{r.name, v.failures})
		}
	}
	return broken
}

// Rules returns the names of all rules, in the order in which Run goes through
// them.
func Rules() []string {
	var names []string
	for _, r := range rules() {
		names = append(names, r.name)
	}
	return names
}
