package replay

import "math/bits"

// positions is a set of numbers below a bound, as a tree of bits: a bit of one
// level tells whether any of 64 bits of the level below is set. All operations
// take time in proportion to the number of levels, log64 of the bound.
type positions struct {
	levels [][]uint64 // the numbers themselves first; the last has one word
}

func newPositions(bound int) *positions {
	p := &positions{}
	for {
		bound = (bound + 63) / 64
		p.levels = append(p.levels, make([]uint64, max(bound, 1)))
		if bound <= 1 {
			return p
		}
	}
}

func (p *positions) has(i int) bool { return p.levels[0][i/64]>>(i%64)&1 != 0 }

func (p *positions) add(i int) {
	for _, level := range p.levels {
		level[i/64] |= 1 << (i % 64)
		i /= 64
	}
}

func (p *positions) remove(i int) {
	for _, level := range p.levels {
		level[i/64] &^= 1 << (i % 64)
		if level[i/64] != 0 {
			return
		}
		i /= 64
	}
}

// max returns the largest number of a set that is not empty.
func (p *positions) max() int {
	i := 0
	for l := len(p.levels) - 1; l >= 0; l-- {
		i = i*64 + bits.Len64(p.levels[l][i]) - 1
	}
	return i
}
