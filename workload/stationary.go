package workload

import (
	"fmt"
	"math"
)

// Uniform asks for every key with the same probability.
type Uniform struct{}

// String returns "uniform".
func (Uniform) String() string { return write("uniform") }

func (Uniform) validate(uint64) error { return nil }

func (Uniform) keys(n, seed uint64) func(Kind) uint32 {
	r := newSource(seed, forKeys, 0)
	return func(Kind) uint32 { return uint32(r.below(n)) }
}

// Zipf asks for the k-th most popular key with a probability in proportion to
// k^-Skew, exactly. Which keys are popular is a random permutation that the seed
// decides.
type Zipf struct {
	Skew float64 // 0 (uniform) or more
}

// String returns "zipf:SKEW".
func (z Zipf) String() string { return write("zipf", z.Skew) }

func (z Zipf) validate(uint64) error { return checkSkew(z.Skew) }

func (z Zipf) keys(n, seed uint64) func(Kind) uint32 {
	popularity, ranking := newRanks(z.Skew, n), newPermutation(n, seed)
	r := newSource(seed, forKeys, 0)
	return func(Kind) uint32 { return uint32(ranking.at(popularity.draw(&r))) }
}

// Hotspot sends a share of the requests to a share of the keys, uniformly, and
// the others to the other keys, uniformly. Which keys are hot is random and
// decided by the seed.
type Hotspot struct {
	Keys     float64 // share of the keys that are hot, in (0, 1); at least one key
	Requests float64 // share of the requests that they receive, in [0, 1]
}

// String returns "hotspot:KEYS:REQUESTS".
func (h Hotspot) String() string { return write("hotspot", h.Keys, h.Requests) }

func (h Hotspot) validate(n uint64) error {
	switch {
	case !(h.Keys > 0 && h.Keys < 1):
		return fmt.Errorf("the share of hot keys, %v, is not in (0, 1)", h.Keys)
	case !(h.Requests >= 0 && h.Requests <= 1):
		return fmt.Errorf("the share of requests, %v, is not in [0, 1]", h.Requests)
	case n < 2:
		return fmt.Errorf("%d key cannot be parted into hot and cold ones", n)
	}
	return nil
}

func (h Hotspot) keys(n, seed uint64) func(Kind) uint32 {
	hot := uint64(math.Floor(float64(h.Keys*float64(n)) + 0.5))
	hot = min(max(hot, 1), n-1)
	hotBelow := share53(h.Requests)
	order := newPermutation(n, seed)
	r := newSource(seed, forKeys, 0)
	return func(Kind) uint32 {
		if r.bits53() < hotBelow {
			return uint32(order.at(r.below(hot)))
		}
		return uint32(order.at(hot + r.below(n-hot)))
	}
}
