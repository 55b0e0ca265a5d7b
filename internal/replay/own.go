package replay

import (
	"sync/atomic"
	"unsafe"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/policy"
	"github.com/larder-go/larder/workload"
)

// own is one of larder's own policies: what a bounded cache does, but for its table
// and its values, with hashes that are the same in every run.
type own struct {
	bound    *policy.Bound
	marks    []policy.Mark
	resident []bool
	n        int
}

func newOwn(p larder.Policy) func(*workload.Stream, int) Cache {
	return func(s *workload.Stream, capacity int) Cache {
		return &own{
			bound:    policy.New(policy.Settings{Capacity: capacity, Policy: p}),
			marks:    make([]policy.Mark, s.Keys),
			resident: make([]bool, s.Keys),
		}
	}
}

func (c *own) Len() int { return c.n }

// hash is a fixed bijection, far from the identity.
func hash(key uint32) uint64 {
	h := (uint64(key) + 1) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}

func (c *own) Step(op workload.Op) bool {
	m := &c.marks[op.Key]
	hit := c.resident[op.Key]
	switch {
	case op.Kind == workload.Delete:
		if hit {
			c.bound.Remove(m, hash(op.Key))
			c.drop(op.Key)
		}
	case hit:
		if hits := atomic.LoadUint32(&m.Hits); hits&policy.Loud != policy.Most {
			c.bound.Hit(m, hits, func() uint64 { return hash(op.Key) })
		}
	default:
		*m = policy.Mark{}
		c.resident[op.Key] = true
		c.n++
		l := c.bound.Admit(policy.Arrival{Mark: m, Hash: hash(op.Key), Born: policy.Unborn}, nil)
		for _, out := range l.Out {
			c.drop(c.key(out.Mark))
		}
		c.bound.Settle(l)
	}
	return hit
}

func (c *own) key(m *policy.Mark) uint32 {
	return uint32((uintptr(unsafe.Pointer(m)) - uintptr(unsafe.Pointer(&c.marks[0]))) / unsafe.Sizeof(*m))
}

func (c *own) drop(key uint32) {
	c.resident[key] = false
	c.n--
}
