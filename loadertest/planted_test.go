package loadertest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/larder-go/larder/loadertest"
	"github.com/stretchr/testify/require"
)

// bug is a cache with one planted bug, the rules that must reject it, and what they
// say.
type bug struct {
	name  string
	suite loadertest.Suite
	rules string // names, separated by spaces
	says  string // part of what each of them says
}

// bugs are all caches with planted bugs.
func bugs() []bug {
	return slices.Concat(
		naiveBugs(), contextBugs(), loadBugs(), timeBugs(), invalidationBugs(), memoryBugs(), limitBugs(),
		manyBugs(), warmBugs(), eventBugs(), closeBugs(),
	)
}

func TestThePlantedBugsAreFound(t *testing.T) {
	for _, b := range bugs() {
		t.Run(b.name, func(t *testing.T) {
			rules := strings.Fields(b.rules)
			var broken []string
			for _, v := range loadertest.Violations(t, b.suite, rules...) {
				broken = append(broken, v.Rule)
				require.Contains(t, v.String(), b.says)
			}
			require.ElementsMatch(t, rules, broken, "rules that were to be broken, and rules that were")
		})
	}
}

// An alarm that nobody has heard may be none.
func TestEveryRuleRejectsSomething(t *testing.T) {
	proven := make(map[string]bool)
	for _, b := range bugs() {
		for _, rule := range strings.Fields(b.rules) {
			proven[rule] = true
		}
	}
	for _, rule := range loadertest.Rules() {
		require.True(t, proven[rule], "no planted bug breaks the rule %s", rule)
	}
}

// What the bugs are planted in has none.
func TestTheWrapperIsSound(t *testing.T) {
	for _, v := range loadertest.Violations(t, planted(func(*wrapper) {})) {
		t.Error(v)
	}
}

// A cache without jitter breaks one rule; excused from it, it passes.
func TestAWaiverExcuses(t *testing.T) {
	unjittered := altered(func(o *options) { o.Jitter = 0 })
	require.NotEmpty(t, loadertest.Violations(t, unjittered, "JitterShortensWhatIsLoaded"))
	loadertest.Run(t, unjittered, loadertest.Without("it has no jitter", "JitterShortensWhatIsLoaded"))
}
