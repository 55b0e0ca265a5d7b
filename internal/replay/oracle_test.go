package replay_test

import (
	"math/rand/v2"
	"slices"

	"github.com/larder-go/larder/workload"
)

// The oracles below are written to be seen to be right, at any cost.

// naiveLRU counts hits with a list of keys, the oldest first.
func naiveLRU(ops []workload.Op, capacity int) (hits int) {
	var list []uint32
	for _, op := range ops {
		at := slices.Index(list, op.Key)
		if at >= 0 {
			list = slices.Delete(list, at, at+1)
			if op.Kind == workload.Get {
				hits++
			}
		}
		if op.Kind == workload.Delete {
			continue
		}
		if list = append(list, op.Key); len(list) > capacity {
			list = list[1:]
		}
	}
	return hits
}

// naiveWeighed counts hits with a list of keys, the oldest first, whose weights may
// not exceed most in sum.
func naiveWeighed(ops []workload.Op, most int64) (hits int) {
	type object struct {
		key    uint32
		weight int64
	}
	var list []object
	for _, op := range ops {
		weight := max(int64(op.Size), 1)
		at := slices.IndexFunc(list, func(o object) bool { return o.key == op.Key })
		if at >= 0 {
			if op.Kind == workload.Get {
				hits++
				weight = list[at].weight
			}
			list = slices.Delete(list, at, at+1)
		}
		if op.Kind == workload.Delete || weight > most {
			continue
		}
		list = append(list, object{op.Key, weight})
		total := int64(0)
		for i := len(list) - 1; i >= 0; i-- {
			if total += list[i].weight; total > most {
				list = list[i+1:]
				break
			}
		}
	}
	return hits
}

// naiveOptimum counts the hits of Belady's rule with bypass by looking ahead for
// every resident key at every operation. Gets only.
func naiveOptimum(ops []workload.Op, capacity int) (hits int) {
	resident := map[uint32]bool{}
	for i, op := range ops {
		if resident[op.Key] {
			hits++
		}
		resident[op.Key] = true
		if len(resident) > capacity {
			farthest, victim := -1, uint32(0)
			for key := range resident {
				use := slices.IndexFunc(ops[i+1:], func(o workload.Op) bool { return o.Key == key })
				if use < 0 {
					use = len(ops)
				}
				if use > farthest {
					farthest, victim = use, key
				}
			}
			delete(resident, victim)
		}
	}
	return hits
}

// bestOfAll returns the most hits that any choice of what is resident can have,
// by trying all of them. Keys are few.
func bestOfAll(ops []workload.Op, keys, capacity int) int {
	const impossible = -1
	best := make([]int, 1<<keys) // most hits so far, for each set of resident keys
	for set := range best {
		best[set] = impossible
	}
	best[0] = 0
	for _, op := range ops {
		after := make([]int, len(best))
		for set := range after {
			after[set] = impossible
		}
		self := 1 << op.Key
		for set, hits := range best {
			if hits == impossible {
				continue
			}
			if op.Kind == workload.Get && set&self != 0 {
				hits++
			}
			may := set | self
			if op.Kind == workload.Delete {
				may = set &^ self
			}
			for next := range after {
				if next&^may == 0 && popcount(next) <= capacity {
					after[next] = max(after[next], hits)
				}
			}
		}
		best = after
	}
	return slices.Max(best)
}

func popcount(set int) (n int) {
	for ; set != 0; set &= set - 1 {
		n++
	}
	return n
}

// random returns a stream of n operations on that many keys, some of them
// popular; Gets only unless mixed.
func random(r *rand.Rand, n, keys int, mixed bool) *workload.Stream {
	s := &workload.Stream{Ops: make([]workload.Op, n), Keys: keys}
	for i := range s.Ops {
		s.Ops[i].Key = uint32(min(r.IntN(keys), r.IntN(keys)))
		if mixed {
			s.Ops[i].Kind = []workload.Kind{workload.Get, workload.Get, workload.Get, workload.Set, workload.Delete}[r.IntN(5)]
		}
	}
	return s
}
