package replay

import "github.com/larder-go/larder/workload"

// lru keeps what was used last: the objects form a ring in order of use, linked
// by key numbers. It takes 17 bytes a key and O(1) time a step, but for the number
// of objects that one large one drives out.
type lru struct {
	limits   Limits
	resident []bool
	weights  []int64 // of the resident objects
	n        int
	weight   int64
	// older and newer link the ring; the entry after the last key is the
	// ring's head, whose older is the newest object and newer the oldest.
	older, newer []uint32
}

func newLRU(s *workload.Stream, l Limits) Cache {
	c := &lru{
		limits:   l,
		resident: make([]bool, s.Keys),
		weights:  make([]int64, s.Keys),
		older:    make([]uint32, s.Keys+1),
		newer:    make([]uint32, s.Keys+1),
	}
	c.older[c.head()], c.newer[c.head()] = c.head(), c.head()
	return c
}

func (c *lru) head() uint32 { return uint32(len(c.resident)) }

func (c *lru) Len() int { return c.n }

func (c *lru) Weight() int64 { return c.weight }

func (c *lru) Step(op workload.Op) bool {
	hit, weight := c.resident[op.Key], Weight(op)
	if hit {
		if op.Kind == workload.Get {
			weight = c.weights[op.Key] // it stays as it was stored
		}
		c.remove(op.Key)
	}
	if op.Kind == workload.Delete || weight > c.limits.MaxWeight {
		return hit
	}
	for c.n == c.limits.Capacity || c.weight > c.limits.MaxWeight-weight {
		c.remove(c.newer[c.head()])
	}
	c.insert(op.Key, weight)
	return hit
}

// insert makes an object the newest.
func (c *lru) insert(key uint32, weight int64) {
	newest := c.older[c.head()]
	c.older[key], c.newer[key] = newest, c.head()
	c.newer[newest], c.older[c.head()] = key, key
	c.resident[key], c.weights[key] = true, weight
	c.n++
	c.weight += weight
}

func (c *lru) remove(key uint32) {
	older, newer := c.older[key], c.newer[key]
	c.newer[older], c.older[newer] = newer, older
	c.resident[key] = false
	c.n--
	c.weight -= c.weights[key]
}
