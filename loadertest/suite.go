package loadertest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/larder-go/larder/loader"
)

// Cache is what is under test: a cache that loads what it has not, each of whose
// methods takes a context, as one with a store in another process needs. Of makes one
// of a loader.Cache. What more it can do is found by type assertion: see Clearer and
// the interfaces beside it.
type Cache[K comparable, V any] interface {
	// GetOrLoad is that of loader.Cache: nil for load means loader.Options.Load.
	GetOrLoad(ctx context.Context, key K, load loader.Func[K, V]) (V, error)

	// Set is that of loader.Cache.
	Set(ctx context.Context, key K, value V, ttl time.Duration) error

	// Delete is that of loader.Cache. An error says that the key may still be there.
	Delete(ctx context.Context, key K) error

	// Close is that of loader.Cache.
	Close(ctx context.Context) error
}

// Factory makes the cache under test with the options a rule needs. An error about
// them wraps a *larder.OptionError.
type Factory[K comparable, V any] func(loader.Options[K, V]) (Cache[K, V], error)

// Suite is the cache under test, with the types of keys the rules need. A rule whose
// factory is nil is skipped and says so.
type Suite struct {
	String Factory[string, int]  // required: for most rules
	Float  Factory[float64, int] // for NaNKeysAreRefused
}

// Waiver excuses an implementation from some rules. Make one with Without.
type Waiver struct {
	reason string
	rules  []string
}

// Without excuses the implementation from the rules named, for a reason that the
// skipped subtests print.
func Without(reason string, rules ...string) Waiver { return Waiver{reason, rules} }

// Run holds the cache to every rule that is not waived, each a subtest of t. The
// subtests run one after another; tests that start goroutines should not run beside
// them.
func Run(t *testing.T, s Suite, waivers ...Waiver) {
	t.Helper()
	if s.String == nil {
		t.Fatal("loadertest: Suite.String is nil: most rules need it")
	}
	reasons := make(map[string]string)
	for _, w := range waivers {
		for _, name := range w.rules {
			if !slices.Contains(Rules(), name) {
				t.Fatalf("loadertest: Without: there is no rule %q", name)
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

// Violations holds the cache to the rules named, to all if none is, and returns those
// it broke, without failing t. It is for showing that the suite rejects a cache that
// it should. A rule that deadlocks is given up after a while; its goroutines stay
// behind.
func Violations(t *testing.T, s Suite, names ...string) []Violation {
	t.Helper()
	for _, name := range names {
		if !slices.Contains(Rules(), name) {
			t.Fatalf("loadertest: Violations: there is no rule %q", name)
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

// Rules returns the names of all rules, in the order in which Run goes through them.
func Rules() []string {
	var names []string
	for _, r := range rules() {
		names = append(names, r.name)
	}
	return names
}
