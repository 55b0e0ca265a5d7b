package engine

import (
	"errors"
	"fmt"
	"unsafe"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/keyhash"
	"github.com/larder-go/larder/internal/policy"
)

// bounded keeps the limits of an engine that has any. It never changes.
type bounded[K comparable, V any] struct {
	policy *policy.Bound
	hasher keyhash.Hasher[K]
	weigh  func(K, V) int64 // nil: all weigh the same
}

func newBounded[K comparable, V any](o larder.Options[K, V]) *bounded[K, V] {
	if !o.Bounded() {
		return nil
	}
	return &bounded[K, V]{
		policy: policy.New(policy.Settings{
			Capacity: o.Capacity, MaxWeight: o.MaxWeight, Weighs: o.Weigh != nil, Policy: o.Policy,
			Expiry: func(m *policy.Mark) int64 { return entryOf[K, V](m).Deadline },
		}),
		hasher: keyhash.New[K](),
		weigh:  o.Weigh,
	}
}

// marked is an entry of a bounded engine. All of its are such.
type marked[K comparable, V any] struct {
	Entry[K, V]
	mark policy.Mark
}

func markOf[K comparable, V any](e *Entry[K, V]) *policy.Mark {
	if e == nil {
		return nil
	}
	return &(*marked[K, V])(unsafe.Pointer(e)).mark
}

func entryOf[K comparable, V any](m *policy.Mark) *Entry[K, V] {
	return (*Entry[K, V])(unsafe.Add(unsafe.Pointer(m), -int(unsafe.Offsetof(marked[K, V]{}.mark))))
}

// weigh finds out what an entry weighs, or why it cannot be stored.
func (g *Engine[K, V]) weigh(key K, value V, d *Draft) error {
	if g.bound == nil || g.bound.weigh == nil {
		return nil
	}
	if d.weight = g.bound.weigh(key, value); d.weight < 0 {
		return fmt.Errorf("%w: %d", larder.ErrWeight, d.weight)
	}
	if most := g.bound.policy.MaxWeight(); d.weight > most {
		return fmt.Errorf("%w: %d of %d", larder.ErrTooLarge, d.weight, most)
	}
	return nil
}

// overwrite is called where a Set of key has failed. What the key of an entry that is
// too large had before is gone then: it is not its value any more.
func (g *Engine[K, V]) overwrite(key K, d Draft, err error) error {
	if errors.Is(err, larder.ErrTooLarge) {
		g.unlink(key, d.now, larder.CauseReplaced)
	}
	return err
}

// forget is called after entries were unlinked, but for room.
func (g *Engine[K, V]) forget(es ...*Entry[K, V]) {
	if g.bound != nil {
		for _, e := range es {
			g.bound.policy.Remove(markOf(e), g.bound.hasher.Hash(e.Key))
		}
	}
}

// ShareLimits has the engine keep to the limits of another, together with it. Neither
// is in use yet, and their options are the same.
func (g *Engine[K, V]) ShareLimits(other *Engine[K, V]) {
	if g.bound == nil || other.bound == nil {
		return
	}
	for _, one := range []*Engine[K, V]{g, other} {
		one.bound.policy.Yields(one.needed, func(l policy.Leaving, now int64) (report func()) {
			out, _ := one.leave(nil, l, now)
			return func() { one.reportEvicted(out) }
		})
	}
	g.bound.policy.Join(other.bound.policy)
}
