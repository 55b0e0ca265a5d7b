package cow

import (
	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/inside"
)

var _ inside.Looker[int, int] = (*Cache[int, int])(nil)

// Look is Get for the packages of this module: it returns where the value lies, or nil.
// It is Get line by line, which would be slower if it called it: a large value that is
// copied on its way through an interface costs more than to find it.
func (c *Cache[K, V]) Look(key K, _ inside.Key) *V {
	began := c.s.now()
	var h uint64
	if c.s.hasher.IsText() {
		h = c.s.hasher.Text(key) | notZero
	} else {
		h = c.s.hash(key)
	}
	root := c.s.root(h)
	e := entryIn[K, V](slotAt(root, h), h)
	if e == nil || e.Key != key {
		e = find[K, V](root, h, key)
	}
	if e == nil || c.s.cleared(began) {
		return c.missed(nil)
	}
	if !c.g.Live(e) {
		return c.missed(e)
	}
	if c.g.Watched() {
		c.g.Hit()
		if c.g.Attends(e) {
			c.g.Touch(e)
		}
	}
	return &e.Value
}

// missed is Miss for Look: where entries slide, another reader may have prolonged e.
//
//go:noinline
func (c *Cache[K, V]) missed(e *engine.Entry[K, V]) *V {
	v, ok := c.g.Miss(e)
	if !ok {
		return nil
	}
	shown := v // v itself would be allocated for each miss
	return &shown
}
