package replay

import "github.com/larder-go/larder/workload"

// lru keeps what was used last: the objects form a ring in order of use, linked
// by key numbers. It takes 9 bytes a key and O(1) time a step.
type lru struct {
	capacity int
	resident []bool
	n        int
	// older and newer link the ring; the entry after the last key is the
	// ring's head, whose older is the newest object and newer the oldest.
	older, newer []uint32
}

func newLRU(s *workload.Stream, capacity int) Cache {
	c := &lru{
		capacity: capacity,
		resident: make([]bool, s.Keys),
		older:    make([]uint32, s.Keys+1),
		newer:    make([]uint32, s.Keys+1),
	}
	c.older[c.head()], c.newer[c.head()] = c.head(), c.head()
	return c
}

func (c *lru) head() uint32 { return uint32(len(c.resident)) }

func (c *lru) Len() int { return c.n }

func (c *lru) Step(op workload.Op) bool {
	hit := c.resident[op.Key]
	if hit {
		c.remove(op.Key)
	}
	if op.Kind == workload.Delete {
		return hit
	}
	if c.n == c.capacity {
		c.remove(c.newer[c.head()])
	}
	c.insert(op.Key)
	return hit
}

// insert makes an object the newest.
func (c *lru) insert(key uint32) {
	newest := c.older[c.head()]
	c.older[key], c.newer[key] = newest, c.head()
	c.newer[newest], c.older[c.head()] = key, key
	c.resident[key] = true
	c.n++
}

func (c *lru) remove(key uint32) {
	older, newer := c.older[key], c.newer[key]
	c.newer[older], c.older[newer] = newer, older
	c.resident[key] = false
	c.n--
}
