package workload

import (
	"math/bits"
	"math/rand/v2"
)

// concern names what random numbers are drawn for. Each concern has its own
// sequence, so that a change to one leaves the others alone.
type concern uint64

const (
	forKeys concern = iota + 1
	forRanking
	forKinds
	forTTLs
	forSizes
	forScans
)

// source is a seeded sequence of random numbers. Of the standard library only
// PCG.Uint64 is used: integer arithmetic (PCG-DXSM with 128 bits of state) whose
// values that library's own tests pin. The reductions to ranges are written here,
// because the algorithms of the standard library's are not promised.
type source struct{ pcg rand.PCG }

// newSource returns the sequence of one item of one concern.
func newSource(seed uint64, c concern, item uint64) source {
	hi := scatter(seed + scatter(uint64(c)))
	lo := scatter(hi + item)
	return source{*rand.NewPCG(hi, lo)}
}

func (s *source) uint64() uint64 { return s.pcg.Uint64() }

// below returns a number in [0, n), each with exactly the same probability; n
// must not be 0. It is multiplication with rejection (Lemire, "Fast Random
// Integer Generation in an Interval", 2019, section 4).
func (s *source) below(n uint64) uint64 {
	hi, lo := bits.Mul64(s.uint64(), n)
	if lo < n {
		for reject := -n % n; lo < reject; {
			hi, lo = bits.Mul64(s.uint64(), n)
		}
	}
	return hi
}

// bits53 returns a number in [0, 2^53): the integers that a float64 holds
// exactly.
func (s *source) bits53() int64 { return int64(s.uint64() >> 11) }

// unit returns a multiple of 2^-53 in [0, 1).
func (s *source) unit() float64 { return float64(float64(s.bits53()) / (1 << 53)) }

// share53 returns the bound below which bits53 stays with the probability p, a
// number in [0, 1].
func share53(p float64) int64 { return int64(float64(p * (1 << 53))) }

// scatter is a bijection of the 64-bit words in which every bit of the result
// depends on every bit of x: the output function of SplitMix64 (Steele, Lea and
// Flood, "Fast Splittable Pseudorandom Number Generators", 2014, figure 16).
func scatter(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
