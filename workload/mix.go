package workload

import (
	"fmt"
	"math"
)

// Mix holds the shares of the kinds of operation, each in [0, 1]. In a [Spec]
// they must sum to 1, so that the zero value is no mix.
type Mix struct {
	Get    float64 // share of Gets
	Set    float64 // share of Sets
	Delete float64 // share of Deletes
}

// mixTolerance is how far from 1 the sum may be, for shares such as 1/101.
const mixTolerance = 1e-9

// Mix computes the shares that the stream really holds; all are 0 for an empty
// stream. In n operations of a Spec a share p has a standard error of
// √(p(1-p)/n): half a point at 50 % and 10,000 operations.
func (s *Stream) Mix() Mix {
	if len(s.Ops) == 0 {
		return Mix{}
	}
	var count [len(kindNames)]int
	for i := range s.Ops {
		count[s.Ops[i].Kind]++
	}
	n := float64(len(s.Ops))
	return Mix{
		Get:    float64(count[Get]) / n,
		Set:    float64(count[Set]) / n,
		Delete: float64(count[Delete]) / n,
	}
}

func (m Mix) validate() error {
	for _, share := range []struct {
		kind  Kind
		value float64
	}{{Get, m.Get}, {Set, m.Set}, {Delete, m.Delete}} {
		if !(share.value >= 0 && share.value <= 1) {
			return fmt.Errorf("the share of %s, %v, is not in [0, 1]", share.kind, share.value)
		}
	}
	if total := m.Get + m.Set + m.Delete; math.Abs(total-1) > mixTolerance {
		return fmt.Errorf("the shares sum to %v, not to 1", total)
	}
	return nil
}

// kinds returns a function that draws one kind after another.
func (m Mix) kinds(seed uint64) func() Kind {
	getBelow, deleteFrom := share53(m.Get), share53(1)-share53(m.Delete)
	if m.Set == 0 {
		getBelow = deleteFrom // no rounding may let a Set through
	}
	r := newSource(seed, forKinds, 0)
	return func() Kind {
		switch x := r.bits53(); {
		case x < getBelow:
			return Get
		case x >= deleteFrom:
			return Delete
		}
		return Set
	}
}
