package cow

import (
	"iter"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/engine"
	"github.com/larder-go/larder/internal/keyhash"
)

// Cache is a larder.Cache, Clearer and Snapshotter whose readers are wait-free.
// Make one with New. It must not be copied.
type Cache[K comparable, V any] struct {
	g engine.Engine[K, V]
	s store[K, V]
}

// Instantiated here, the inlined bodies are exported to the user's package.
var (
	_ larder.Cache[int, int] = (*Cache[int, int])(nil)

	_ larder.Resizer               = (*Cache[int, int])(nil)
	_ larder.Counter               = (*Cache[int, int])(nil)
	_ larder.Clearer               = (*Cache[int, int])(nil)
	_ larder.Snapshotter[int, int] = (*Cache[int, int])(nil)

	_ larder.Conditional[int, int] = (*Cache[int, int])(nil)
)

// New returns an empty cache, or an *larder.OptionError.
func New[K comparable, V any](o larder.Options[K, V]) (*Cache[K, V], error) {
	return newCache(o, keyhash.New[K]())
}

// newCache lets tests choose the hash.
func newCache[K comparable, V any](o larder.Options[K, V], hasher keyhash.Hasher[K]) (*Cache[K, V], error) {
	c := new(Cache[K, V])
	c.s.init(hasher)
	if err := c.g.Init(&c.s, o); err != nil {
		return nil, err
	}
	return c, nil
}

// Get returns the value of key. O(1), wait-free: a bounded number of atomic
// loads, unless the entry has expired. With Options.Sliding it takes the lock of
// the entry's shard where it prolongs the entry, or finds it expired.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	began := c.s.now()
	var h uint64
	if c.s.hasher.IsText() {
		h = c.s.hasher.Text(key) | notZero
	} else {
		h = c.s.hash(key)
	}
	root := c.s.root(h)
	// Three times in four or more it is in the first slot.
	e := entryIn[K, V](slotAt(root, h), h)
	if e == nil || e.Key != key {
		e = find[K, V](root, h, key)
	}
	if e == nil || c.s.cleared(began) {
		return c.g.Miss(nil)
	}
	if !c.g.Live(e) {
		return c.g.Miss(e)
	}
	if c.g.Watched() {
		c.g.Hit()
		if c.g.Attends(e) {
			c.g.Touch(e)
		}
	}
	return e.Value, true
}

// Set stores value under key for ttl. O(1) amortised, one allocation; under a
// lock that it shares with 1/64 of the keys.
func (c *Cache[K, V]) Set(key K, value V, ttl time.Duration) error {
	e, d, err := c.g.Prepare(key, value, ttl)
	if err != nil {
		return err
	}
	return c.g.Publish(e, c.s.Swap(e), d)
}

// Delete removes key and reports whether it was live. O(1) amortised.
func (c *Cache[K, V]) Delete(key K) bool { return c.g.Delete(key) }

// SetIf is Set on conditions: see larder.Conditional. O(1) amortised; what is there
// it looks up as Get does, and only to put the entry in place it takes the lock of Set.
func (c *Cache[K, V]) SetIf(key K, value V, ttl time.Duration, fence *larder.Fence, allow func(old V, live bool) bool) (stored bool, err error) {
	return c.g.SetIf(key, value, ttl, fence, allow)
}

// DeleteIf is Delete on conditions: see larder.Conditional. O(1) amortised.
func (c *Cache[K, V]) DeleteIf(key K, fence *larder.Fence, allow func(old V) bool) bool {
	return c.g.DeleteIf(key, fence, allow)
}

// Len returns the number of resident entries, by adding 64 numbers.
func (c *Cache[K, V]) Len() int { return c.g.Len() }

// All iterates over a snapshot, taken when the loop begins, and leaves out what
// expires before its turn comes.
func (c *Cache[K, V]) All() iter.Seq2[K, V] { return c.g.All() }

// Stats returns the counts so far.
func (c *Cache[K, V]) Stats() larder.Stats { return c.g.Stats() }

// Counts returns them for a price that does not grow: see larder.Counter.
func (c *Cache[K, V]) Counts() larder.Stats { return c.g.Counts() }

// Clear removes all entries at one instant. O(1), whatever the number of entries:
// 64 shards are locked together for the time it takes to store a pointer in
// each. With OnRemove, which is called for every entry, O(n) after that.
func (c *Cache[K, V]) Clear() { c.g.Clear() }

// Snapshot returns the cache as it is at one instant. O(1), whatever the number
// of entries: 64 shards are locked together for the time it takes to load a
// pointer from each. Readers are never held up.
//
// While snapshots are in use, a write copies 512 bytes (more where a shard has
// more than 64 thousand slots) before it changes something in their
// neighbourhood for the first time since the last one was taken. Any number may
// be in use. One that is dropped costs nothing after the next garbage collection
// and needs no call. It holds on to the entries of its instant for as long as it is
// reachable. It counts no hits and removes nothing. That of a closed cache is
// empty.
func (c *Cache[K, V]) Snapshot() larder.Snapshot[K, V] {
	at, _ := c.g.Cut()
	return c.view(at)
}

// view returns a snapshot; at is a time that was just read.
func (c *Cache[K, V]) view(at int64) *view[K, V] {
	v := new(view[K, V])
	v.cut = c.s.cut(func() { v.at = c.g.CutLocked(at) })
	return v
}

// Resize changes Options.Capacity: see larder.Resizer.
func (c *Cache[K, V]) Resize(capacity int) error { return c.g.Resize(capacity) }

// ResizeWeight changes Options.MaxWeight: see larder.Resizer.
func (c *Cache[K, V]) ResizeWeight(most int64) error { return c.g.ResizeWeight(most) }

// ShareLimits has the cache keep to the limits of another, together with it: what both
// hold counts, and either may evict from the other. Package sharded does so. Neither
// cache is in use yet, and their options are the same.
func (c *Cache[K, V]) ShareLimits(with *Cache[K, V]) { c.g.ShareLimits(&with.g) }

// Close ends the background work and drops the entries. It returns nil.
func (c *Cache[K, V]) Close() error { return c.g.Close() }
