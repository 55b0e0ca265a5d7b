package trace

import (
	"math"
	"math/bits"
	"slices"
)

// sample is the begin of a file as integers of one width, sorted, in both
// orders of the bytes.
type sample struct {
	data        []byte
	width       int
	big, little []uint64
}

func newSample(head []byte, big, little integer) *sample {
	s := &sample{data: head[:min(len(head), sampleInts*big.bytes)], width: big.bytes}
	s.data = s.data[:len(s.data)/s.width*s.width]
	s.big, s.little = sorted(s.data, big), sorted(s.data, little)
	return s
}

// sorted returns the integers in the data, sorted.
func sorted(data []byte, k integer) []uint64 {
	ints := make([]uint64, 0, len(data)/k.bytes)
	for ; len(data) >= k.bytes; data = data[k.bytes:] {
		ints = append(ints, k.decode(data))
	}
	slices.Sort(ints)
	return ints
}

// order returns the name for the order of bytes in which the integers lie within
// fewer bytes of each other, or big.
func (s *sample) order(big, little string) string {
	if (bits.Len64(span(s.little))+7)/8 < (bits.Len64(span(s.big))+7)/8 {
		return little
	}
	return big
}

// span is how far sorted integers lie apart.
func span(ints []uint64) uint64 { return ints[len(ints)-1] - ints[0] }

// runs tells how sorted integers repeat.
type runs struct {
	ints, runs, longest int
	pairs               float64 // of equal integers
}

func countRuns(ints []uint64) runs {
	r := runs{ints: len(ints)}
	for len(ints) > 0 {
		n := 1
		for n < len(ints) && ints[n] == ints[0] {
			n++
		}
		r.runs++
		r.longest = max(r.longest, n)
		r.pairs += float64(n) * float64(n-1) / 2
		ints = ints[n:]
	}
	return r
}

// repeats is the share of integers that came before.
func (r runs) repeats() float64 { return 1 - float64(r.runs)/float64(r.ints) }

// collisions is the probability that two integers are equal.
func (r runs) collisions() float64 { return r.pairs / (float64(r.ints) * float64(r.ints-1) / 2) }

// histogram counts the values of four bits.
type histogram [16]float64

// distance is the total variation distance of two distributions: 0 for equal
// ones, 1 for those that have nothing in common.
func (h histogram) distance(other histogram) float64 {
	a, b, d := 0.0, 0.0, 0.0
	for i := range h {
		a += h[i]
		b += other[i]
	}
	for i := range h {
		d += math.Abs(h[i]/a - other[i]/b)
	}
	return d / 2
}

// nibbles returns the histograms of each four bits of an integer, high ones
// before low ones within a byte, over every period-th integer.
func (s *sample) nibbles(period, phase int) []histogram {
	h := make([]histogram, 2*s.width)
	for at := phase * s.width; at < len(s.data); at += period * s.width {
		for i, b := range s.data[at : at+s.width] {
			h[2*i][b>>4]++
			h[2*i+1][b&15]++
		}
	}
	return h
}
