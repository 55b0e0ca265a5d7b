package cachetest

import "github.com/larder-go/larder"

// The books are to balance however values leave: told to, expired, swept, evicted,
// turned away, or cleared.
var limitedLoadRules = []rule{
	{"ReportsExactlyOnceWithinLimits", reportsExactlyOnceWithinLimits},
	{"LimitsHoldBesideSweepers", limitsHoldBesideSweepers},
}

func reportsExactlyOnceWithinLimits(p *probe) {
	p.allow(3 * patience)
	for seed := range uint64(searches(1)) {
		for _, capacity := range []int{1, 5} {
			perPolicy(capacity, func(o options) {
				balance(p, seed, o)
				o.MaxWeight, o.Weigh = 20, func(_ string, value int) int64 { return int64(value % 10) }
				balance(p, seed, o)
				o.Capacity = 0
				balance(p, seed, o)
			})
		}
	}
}

// Each sweeper, and hits that prolong what the sweeper and the policy look for.
func limitsHoldBesideSweepers(p *probe) {
	p.allow(3 * patience)
	for seed := range uint64(searches(1)) {
		for i, sweeper := range larder.Sweepers() {
			for _, sliding := range []float64{0, 0.05} {
				o := options{Capacity: 5, Sweeper: sweeper, Sliding: sliding}
				if sweeper == larder.SweepQueue {
					o.TTL = minute / 60
				}
				o.Policy = larder.Policies()[i%len(larder.Policies())]
				balance(p, seed, o)
				o.Policy = larder.PolicySoonestExpiry
				balance(p, seed, o)
			}
		}
	}
}
