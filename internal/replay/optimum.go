package replay

import (
	"math"

	"github.com/larder-go/larder/workload"
)

// optimum keeps what is asked for soonest and does not admit what is asked for
// later than all that is resident (Belady, "A study of replacement algorithms
// for a virtual-storage computer", IBM Systems Journal 5(2), 1966, algorithm
// MIN; the bypass is that of a cache that need not hold what it serves). An
// object is of use only if its next operation is a Get: a Set or Delete before
// makes an end of it.
//
// Then no policy has more hits. A hit is an interval from an operation to the
// next Get of the object, during which the object is resident; a cache of
// capacity c holds at most c intervals at any time; and to drop, of more than c
// that overlap, the one that ends last keeps the largest number of intervals.
//
// So the resident objects are a set of positions in the stream, those of the
// Gets that will hit. It takes 4 bytes and a little more than a bit an
// operation, and nearly constant time a step.
type optimum struct {
	capacity int
	next     []uint32 // position of the Get that follows an operation, or never
	hits     *positions
	n        int
	now      int // position of the next operation
}

// never is the next use of what is not used again.
const never = math.MaxUint32

func newOptimum(s *workload.Stream, l Limits) Cache {
	return &optimum{capacity: l.Capacity, next: nextUses(s), hits: newPositions(len(s.Ops))}
}

// nextUses returns for each operation the position of the next one on its key,
// if that is a Get, and never otherwise.
func nextUses(s *workload.Stream) []uint32 {
	upcoming := make([]uint32, s.Keys)
	for key := range upcoming {
		upcoming[key] = never
	}
	next := make([]uint32, len(s.Ops))
	for i := len(s.Ops) - 1; i >= 0; i-- {
		op := s.Ops[i]
		next[i] = upcoming[op.Key]
		upcoming[op.Key] = never
		if op.Kind == workload.Get {
			upcoming[op.Key] = uint32(i)
		}
	}
	return next
}

func (c *optimum) Len() int { return c.n }

func (*optimum) Weight() int64 { return 0 }

func (c *optimum) Step(op workload.Op) bool {
	now := c.now
	c.now++
	hit := c.hits.has(now)
	if hit {
		c.hits.remove(now)
		c.n--
	}
	use := c.next[now]
	if use == never || op.Kind == workload.Delete {
		return hit
	}
	if c.n == c.capacity {
		last := c.hits.max()
		if last <= int(use) {
			return hit
		}
		c.hits.remove(last)
		c.n--
	}
	c.hits.add(int(use))
	c.n++
	return hit
}
