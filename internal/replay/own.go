package replay

import (
	"math"
	"sync/atomic"
	"unsafe"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/policy"
	"github.com/larder-go/larder/workload"
)

// own returns one of larder's own policies: what a bounded cache does, with its shards,
// but for its table and its values, and with hashes that are the same in every run.
func own(p larder.Policy, name, doc string) Policy {
	return Policy{Name: name, Doc: doc, Weighs: true, New: func(s *workload.Stream, l Limits) Cache {
		settings := policy.Settings{Capacity: l.Capacity, Policy: p}
		if l.MaxWeight != math.MaxInt64 {
			settings.MaxWeight, settings.Weighs = l.MaxWeight, true
			if l.Capacity >= s.Keys {
				settings.Capacity = 0
			}
		}
		return &ownCache{
			bound:    policy.New(settings),
			weighs:   settings.Weighs,
			most:     l.MaxWeight,
			marks:    make([]policy.Mark, s.Keys),
			resident: make([]bool, s.Keys),
		}
	}}
}

type ownCache struct {
	bound    *policy.Bound
	weighs   bool
	most     int64
	marks    []policy.Mark // by key
	resident []bool
	n        int
}

func (c *ownCache) Len() int { return c.n }

func (c *ownCache) Weight() int64 { return c.bound.Weight() }

// hash is a fixed bijection, far from the identity.
func hash(key uint32) uint64 {
	h := (uint64(key) + 1) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}

func (c *ownCache) Step(op workload.Op) bool {
	hit := c.resident[op.Key]
	switch {
	case op.Kind == workload.Delete:
		c.remove(op.Key)
	case !hit:
		c.insert(op)
	case op.Kind == workload.Get || !c.weighs:
		m := &c.marks[op.Key]
		if hits := atomic.LoadUint32(&m.Hits); hits&policy.Loud != policy.Most {
			c.bound.Hit(m, hits, func() uint64 { return hash(op.Key) })
		}
	default: // it may weigh something else now
		c.remove(op.Key)
		c.insert(op)
	}
	return hit
}

func (c *ownCache) remove(key uint32) {
	if c.resident[key] {
		c.bound.Remove(&c.marks[key], hash(key))
		c.drop(key)
	}
}

func (c *ownCache) insert(op workload.Op) {
	a := policy.Arrival{Mark: &c.marks[op.Key], Hash: hash(op.Key), Deadline: math.MaxInt64, Born: policy.Unborn}
	if c.weighs {
		if a.Weight = Weight(op); a.Weight > c.most {
			return
		}
	}
	*a.Mark = policy.Mark{}
	c.resident[op.Key] = true
	c.n++
	l := c.bound.Admit(a, nil)
	for i := range l.Len() {
		c.drop(c.key(l.At(i).Mark))
	}
	c.bound.Settle(l)
}

// key returns whose mark it is.
func (c *ownCache) key(m *policy.Mark) uint32 {
	return uint32((uintptr(unsafe.Pointer(m)) - uintptr(unsafe.Pointer(&c.marks[0]))) / unsafe.Sizeof(*m))
}

func (c *ownCache) drop(key uint32) {
	c.resident[key] = false
	c.n--
}
