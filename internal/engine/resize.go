package engine

import (
	"fmt"

	"github.com/larder-go/larder"
)

// Resize is larder.Resizer's.
func (g *Engine[K, V]) Resize(capacity int) error {
	limited := false
	if g.bound != nil {
		limited, _ = g.bound.policy.Bounds()
	}
	if err := g.resizable("Capacity", int64(capacity), limited); err != nil {
		return err
	}
	g.bound.policy.Resize(int64(capacity))
	g.shed()
	return nil
}

// ResizeWeight is larder.Resizer's.
func (g *Engine[K, V]) ResizeWeight(most int64) error {
	limited := false
	if g.bound != nil {
		_, limited = g.bound.policy.Bounds()
	}
	if err := g.resizable("MaxWeight", most, limited); err != nil {
		return err
	}
	g.bound.policy.ResizeWeight(most)
	g.shed()
	return nil
}

func (g *Engine[K, V]) resizable(name string, limit int64, limited bool) error {
	switch {
	case g.time.closed():
		return larder.ErrClosed
	case limit < 1:
		return fmt.Errorf("%w: %s: %d is less than 1 (close the cache to have none)", larder.ErrLimit, name, limit)
	case !limited:
		return fmt.Errorf("%w: the cache was made without Options.%s", larder.ErrLimit, name)
	}
	return nil
}

// shed unlinks what has to leave since a limit was lowered, and then reports it: a
// listener that panics leaves nothing behind that is too much.
func (g *Engine[K, V]) shed() {
	var all evicted[K, V]
	now := g.time.now()
	for l := g.bound.policy.Shed(now); l.Any(); l = g.bound.policy.Shed(now) {
		out, _ := g.leave(nil, l, now)
		all.es, all.others, all.at = append(all.es, out.es...), append(all.others, out.others...), max(all.at, out.at)
	}
	g.reportEvicted(all)
}
