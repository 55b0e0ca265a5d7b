package cli

import (
	"slices"
	"strings"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

// boundFlags are the flags that say how many entries caches may hold, and which
// leave when there are more.
type boundFlags struct {
	f          *flags
	capacities *list[bench.Capacity]
	policies   *list[larder.Policy]
}

// addBoundFlags adds the flags. filled says what goes before a bounded cache is
// measured.
func addBoundFlags(f *flags, filled string) *boundFlags {
	b := &boundFlags{
		f:          f,
		capacities: listOf(parseCapacity(0, maxKeys), "0"),
		policies:   listOf(oneOf("policy", larder.Policies(), larder.Policy.String), larder.PolicyAdaptive.String()),
	}
	f.Var(b.capacities, "capacity", "`entries` that a cache may hold, or a share of the keys such as 10%,\n"+
		"a comma list; 0: no limit. "+filled)
	f.Var(b.policies, "policy", "`policies` of larder's own bounded backends, a comma list:\n"+
		strings.Join(namesOf(larder.Policies(), larder.Policy.String), ", "))
	return b
}

// apply adds the flags to a plan whose backends are known. An error says which
// contradict each other.
func (b *boundFlags) apply(p *bench.Plan) error {
	limited := slices.ContainsFunc(b.capacities.values, func(c bench.Capacity) bool { return c != bench.Capacity{} })
	if limited {
		p.Capacities, p.Policies = b.capacities.values, b.policies.values
	}
	switch {
	case !b.f.given("policy"):
		return nil
	case !limited:
		return usageError("-policy %s needs -capacity: without one nothing is evicted", b.policies)
	case !slices.ContainsFunc(p.Backends, func(b bench.Backend) bool { return b.Own }):
		return usageError("-policy is for larder's own backends, and -backend names none")
	}
	return nil
}
