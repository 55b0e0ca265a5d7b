package loader

import (
	"iter"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/snapshot"
)

// Entries returns the values that are not past their TTL, in the form in which package
// snapshot saves them, or larder.ErrClosed: save before you close.
//
//	entries, err := users.Entries()
//	…
//	n, err := snapshot.WriteFile("users.larder", snapshot.Format[int, User]{Value: userCodec{}}, entries)
//
// They are those of one instant over a cache that takes snapshots, such as cow.Cache.
// Of another they are copied, O(n). WarmFrom takes them back. Values with tags or a
// version are left out, since what is saved has neither and could not be invalidated by
// them. With Options.Sliding they have no deadline.
func (c *Cache[K, V]) Entries() (iter.Seq[snapshot.Entry[K, V]], error) {
	items := c.items()
	if c.flights.Closed() { // perhaps before the items were taken, which are none then
		return nil, larder.ErrClosed
	}
	now := c.time.now()
	return func(yield func(snapshot.Entry[K, V]) bool) {
		for key, it := range items {
			if c.stateOf(&it, now, false) != fresh || it.version() > 0 || it.tagged() {
				continue
			}
			if !yield(snapshot.Entry[K, V]{Key: key, Value: it.value, Deadline: c.time.wall(it.until)}) {
				return
			}
		}
	}, nil
}

// items returns what is in the cache below now, whatever becomes of it.
func (c *Cache[K, V]) items() iter.Seq2[K, Item[V]] {
	if s, ok := c.cache.(larder.Snapshotter[K, Item[V]]); ok {
		return s.Snapshot().All()
	}
	type pair struct {
		key K
		it  Item[V]
	}
	var all []pair
	for key, it := range c.cache.All() {
		all = append(all, pair{key, it})
	}
	return func(yield func(K, Item[V]) bool) {
		for _, p := range all {
			if !yield(p.key, p.it) {
				return
			}
		}
	}
}
