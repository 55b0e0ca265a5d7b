package workload

import "slices"

// Skew tells how unevenly the operations of a stream fall on its keys. Shares
// lie in [0, 1]; all is 0 for an empty stream.
type Skew struct {
	// Distinct is the number of keys that occur at all.
	Distinct int
	// TopKey is the share of the operations that fall on the most frequent key.
	TopKey float64
	// Top1Pct and Top10Pct are the shares of the operations that fall on the
	// most frequent 1 % and 10 % of the distinct keys, rounded up to whole
	// keys.
	Top1Pct, Top10Pct float64
	// OneHit is the share of the distinct keys that occur exactly once (the
	// one-hit wonders): no cache can hit on them.
	OneHit float64
}

// Skew computes what the stream really holds, whatever it was made from. Every
// operation counts as one request of its key. It takes O(n + d·log d) time for
// n operations on d distinct keys.
func (s *Stream) Skew() Skew {
	counts := s.frequencies()
	d := len(counts)
	if d == 0 {
		return Skew{}
	}
	slices.Sort(counts)
	once, _ := slices.BinarySearch(counts, 2)
	slices.Reverse(counts)
	n := float64(len(s.Ops))
	return Skew{
		Distinct: d,
		TopKey:   float64(counts[0]) / n,
		Top1Pct:  float64(sum(counts[:ceilDiv(d, 100)])) / n,
		Top10Pct: float64(sum(counts[:ceilDiv(d, 10)])) / n,
		OneHit:   float64(once) / float64(d),
	}
}

// frequencies returns how often each key occurs that occurs at all, in no
// particular order.
func (s *Stream) frequencies() []uint32 {
	// An array is many times faster than a map, but a small stream on a huge
	// key space must not allocate for all the keys that it leaves out.
	if uint64(s.Keys) > 16*uint64(len(s.Ops)) {
		count := make(map[uint32]uint32)
		for i := range s.Ops {
			count[s.Ops[i].Key]++
		}
		counts := make([]uint32, 0, len(count))
		for _, c := range count {
			counts = append(counts, c)
		}
		return counts
	}
	counts := make([]uint32, s.Keys)
	for i := range s.Ops {
		counts[s.Ops[i].Key]++
	}
	return slices.DeleteFunc(counts, func(c uint32) bool { return c == 0 })
}

func sum(counts []uint32) (total uint64) {
	for _, c := range counts {
		total += uint64(c)
	}
	return total
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
