package bench

import (
	"fmt"
	"math"
	"strconv"

	"github.com/larder-go/larder"
)

// Capacity is a limit on the entries of a cache. The zero value is none.
type Capacity struct {
	Entries int
	Percent float64 // of the keys that there are; where it is not 0 it counts, and not Entries
}

// trialCapacity is the capacity that is tried where it is a share of keys whose
// number is not known yet: enough for each of many shards to have some.
const trialCapacity = 1 << 16

// Of returns the capacity in entries where there are so many keys, 0 for none. A
// share is rounded, and one entry at least.
func (c Capacity) Of(keys int) int {
	switch {
	case c.Percent == 0:
		return c.Entries
	case keys == 0:
		return trialCapacity
	}
	return max(1, int(math.Round(float64(keys)*c.Percent/100)))
}

// String returns what was asked for, such as "1000" or "10%".
func (c Capacity) String() string {
	if c.Percent == 0 {
		return strconv.Itoa(c.Entries)
	}
	return fmt.Sprintf("%v%%", c.Percent)
}

// bounded returns the cell with a capacity. Its name has the number of entries as
// soon as that is known: the same share is another limit where the keys are more.
func (c Cell) bounded(limit Capacity) Cell {
	c.setup.Capacity = limit.Of(c.setup.Keys)
	switch {
	case c.setup.Capacity == 0:
		c.Capacity = ""
	case c.setup.Keys == 0:
		c.Capacity = limit.String()
	default:
		c.Capacity = strconv.Itoa(c.setup.Capacity)
	}
	return c
}

// governed returns the cell with a policy. The default has no part in the name,
// so that benchstat -col /backend finds the rows of others to compare with; and
// that does not depend on what else is measured, so that it finds older rows.
func (c Cell) governed(policy larder.Policy) Cell {
	c.setup.Policy, c.Policy = policy, ""
	if policy != larder.PolicyAdaptive {
		c.Policy = policy.String()
	}
	return c
}

// capacities returns those to measure.
func (p Plan) capacities() []Capacity {
	if len(p.Capacities) == 0 {
		return []Capacity{{}}
	}
	return p.Capacities
}

// policies returns those to measure the cell with: only larder's own bounded
// caches have a choice.
func (p Plan) policies(c Cell) []larder.Policy {
	if len(p.Policies) == 0 || !c.backend.Own || c.setup.Capacity == 0 {
		return []larder.Policy{larder.PolicyAdaptive}
	}
	return p.Policies
}
