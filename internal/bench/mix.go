package bench

import (
	"math"

	"github.com/larder-go/larder/workload"
)

// The kinds of a stream are drawn at random, so that a few thousand operations
// from anywhere may hold some points more Gets than asked for. Samples that short
// are taken from a part that does not: then a mix that is off is the fault of
// what was measured, not of the dice.

// mixTolerance is how far a share of the achieved mix may be from the one asked
// for: one point of a hundred. Streams are chosen to be within half of it.
const mixTolerance = 0.01

// distance returns how far the share that is furthest off is.
func distance(a, b workload.Mix) float64 {
	return max(math.Abs(a.Get-b.Get), math.Abs(a.Set-b.Set), math.Abs(a.Delete-b.Delete))
}

// nearestWindow returns the n operations in a row whose mix is nearest to that
// asked for; the first n, if they are near enough.
func nearestWindow(ops []workload.Op, n int, asked workload.Mix) []workload.Op {
	var t Tally
	best, least := 0, math.Inf(1)
	for i, op := range ops {
		t.count(op.Kind, 1)
		if i < n-1 {
			continue
		}
		start := i - (n - 1)
		if d := distance(t.Mix(), asked); d < least {
			best, least = start, d
		}
		if least <= mixTolerance/2 {
			break
		}
		t.count(ops[start].Kind, ^uint64(0)) // minus 1
	}
	return ops[best : best+n]
}

// settled returns the number of operations from which on every longer beginning
// of the stream is near to the mix asked for.
func settled(ops []workload.Op, asked workload.Mix) uint64 {
	var t Tally
	n := 0
	for i, op := range ops {
		t.count(op.Kind, 1)
		if distance(t.Mix(), asked) > mixTolerance/2 {
			n = i + 2
		}
	}
	return uint64(min(n, len(ops)))
}

// count adds by to the operations of a kind.
func (t *Tally) count(k workload.Kind, by uint64) {
	switch k {
	case workload.Get:
		t.Gets += by
	case workload.Set:
		t.Sets += by
	case workload.Delete:
		t.Deletes += by
	}
}
