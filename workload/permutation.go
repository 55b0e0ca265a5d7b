package workload

import "math/bits"

// permutation is a bijection of [0, n) that looks random and needs no table. It
// decides which keys are popular; a hash modulo n would send several ranks to
// one key and none to another, and so flatten the distribution.
//
// It permutes the power of two that is at least n in rounds of invertible steps
// (multiply by an odd number, add, exclusive-or the upper half onto the lower)
// and repeats that until the result is below n (cycle walking: Black and
// Rogaway, "Ciphers with Arbitrary Finite Domains", 2002, section 3): fewer than
// two repetitions on average, since the power of two is below 2n.
type permutation struct {
	n     uint64
	mask  uint64
	shift uint
	round [4]struct{ factor, add uint64 }
}

func newPermutation(n, seed uint64) *permutation {
	width := bits.Len64(n - 1)
	p := &permutation{n: n, mask: 1<<width - 1, shift: uint(width+1) / 2}
	r := newSource(seed, forRanking, 0)
	for i := range p.round {
		p.round[i].factor = r.uint64() | 1
		p.round[i].add = r.uint64()
	}
	return p
}

// at returns the image of i, which must be below n.
func (p *permutation) at(i uint64) uint64 {
	for {
		for _, r := range p.round {
			i = (i*r.factor + r.add) & p.mask
			i ^= i >> p.shift
		}
		if i < p.n {
			return i
		}
	}
}
