package cachetest

import "github.com/larder-go/larder"

var conditionalLimitRules = []rule{
	{"SetIfKeepsTheLimits", setIfKeepsTheLimits},
	{"SetIfOfWhatIsTooLarge", setIfOfWhatIsTooLarge},
}

func setIfKeepsTheLimits(p *probe) {
	perPolicy(20, func(o options) {
		c := p.openConditional(o)
		const n = 400
		for i := range n {
			c.setsIf(true, numbered(i), i, nil, func(_ int, live bool) bool { return !live }, o.Policy.String())
		}
		c.within(20, o.Policy.String()+", SetIf")
		c.divided(n, o.Policy.String()+", SetIf", evicted, rejected)
		if sets := c.Stats().Sets; sets != n {
			p.Fatalf("%v: %d Sets are counted, of %d", o.Policy, sets, n)
		}
		for key := range c.resident() {
			c.deletesIf(true, key, nil, nil, o.Policy.String())
		}
		c.counts(0, o.Policy.String()+", after all was deleted by DeleteIf")
		c.removed.take()
		for i := range 5 {
			c.setsIf(true, numbered(i), i, nil, nil, o.Policy.String())
		}
		c.counts(5, o.Policy.String()+", where there is room again")
	})
}

// What weighs too much removes the value that it would have replaced, on the same
// conditions.
func setIfOfWhatIsTooLarge(p *probe) {
	perPolicy(0, func(o options) {
		o.MaxWeight, o.Weigh = 10, asItsValue
		c := p.openConditional(o)
		c.set("key", 5, hour)
		c.set("other", 4, hour)
		c.removed.take()
		raised := new(larder.Fence)
		raised.Raise()
		fails := func(fence *larder.Fence, allow func(int, bool) bool, when string) {
			if stored, err := c.SetIf("key", 11, hour, fence, allow); stored || err == nil {
				p.Fatalf("%v, %s: SetIf of what is too large = %t, %v", o.Policy, when, stored, err)
			} else {
				p.refuses("SetIf of what is too large", err, larder.ErrTooLarge)
			}
		}
		c.asBefore("SetIf of what is too large, refused", func() {
			fails(nil, func(int, bool) bool { return false }, "refused")
			fails(raised, nil, "fenced")
			p.refuses("SetIf with a negative weight", second(c.SetIf("key", -1, hour, nil, nil)), larder.ErrWeight)
		})
		fails(nil, func(old int, live bool) bool { return old == 5 && live }, "allowed")
		c.lacks("key", "after SetIf of what is too large")
		c.reported("SetIf of what is too large", removal{"key", 5, replaced})
		c.weighs(asItsValue, 4, "after SetIf of what is too large")
		fails(nil, nil, "of an absent key")
		c.reported("SetIf of what is too large, of an absent key")
	})
}

// second is for errors that come second.
func second[T any](_ T, err error) error { return err }
