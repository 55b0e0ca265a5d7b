package cow

import (
	"iter"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/engine"
)

// Map is a larder.Cache, a larder.Clearer and a larder.Snapshotter that copies
// all of itself at every write. Make one with NewMap. It must not be copied.
//
// Writers that wait while a copy is made are served by the next copy together:
// n of them cost one copy, and none waits for more than the copy in progress
// and the next. That helps where many write at once; a lone writer pays for a
// whole copy still.
//
// What the lab says (results/small.txt; 10, 100 and 1,000 entries): reads alone
// take what those of a Cache take and a quarter of rwmutex's. With one write in a
// hundred it takes 1.2, 1.5 and 3.9 of rwmutex's time, with one in ten 3, 3 and 19
// times that. So it is for sets that hardly ever change, and take less memory in it
// than in a Cache.
//
// A reader leaves expired entries for the next writer, which removes them with
// the copy it makes anyway, or for the sweeper, which removes many at the cost
// of one copy.
type Map[K comparable, V any] struct {
	g engine.Engine[K, V]
	s mapStore[K, V]
}

// Instantiated here, the inlined bodies are exported to the user's package.
var (
	_ larder.Cache[int, int] = (*Map[int, int])(nil)

	_ larder.Resizer = (*Map[int, int])(nil)
	_ larder.Counter = (*Map[int, int])(nil)
	_ larder.Clearer = (*Map[int, int])(nil)

	_ larder.Snapshotter[int, int] = (*Map[int, int])(nil)

	_ larder.Conditional[int, int] = (*Map[int, int])(nil)
)

// NewMap returns an empty cache, or an *larder.OptionError.
func NewMap[K comparable, V any](o larder.Options[K, V]) (*Map[K, V], error) {
	m := new(Map[K, V])
	m.s.init()
	if err := m.g.Init(&m.s, o); err != nil {
		return nil, err
	}
	return m, nil
}

// Get returns the value of key. O(1), wait-free; but with Options.Sliding it
// copies the map where it prolongs the entry, or finds it expired.
func (m *Map[K, V]) Get(key K) (V, bool) {
	e := (*m.s.entries.Load())[key]
	if e == nil || !m.g.Live(e) {
		return m.g.Miss(e)
	}
	if m.g.Watched() {
		m.g.Hit()
		if m.g.Attends(e) {
			m.g.Touch(e)
		}
	}
	return e.Value, true
}

// Set stores value under key for ttl. O(n), shared with the writers that wait
// at the same time.
func (m *Map[K, V]) Set(key K, value V, ttl time.Duration) error { return m.g.Set(key, value, ttl) }

// Delete removes key and reports whether it was live. O(n) if it is there,
// shared with the writers that wait at the same time.
func (m *Map[K, V]) Delete(key K) bool { return m.g.Delete(key) }

// SetIf is Set on conditions: see larder.Conditional. Where it stores nothing it
// copies nothing, else O(n) as Set.
func (m *Map[K, V]) SetIf(key K, value V, ttl time.Duration, fence *larder.Fence, allow func(old V, live bool) bool) (stored bool, err error) {
	return m.g.SetIf(key, value, ttl, fence, allow)
}

// DeleteIf is Delete on conditions: see larder.Conditional. O(n) where it
// removes the entry, as Delete.
func (m *Map[K, V]) DeleteIf(key K, fence *larder.Fence, allow func(old V) bool) bool {
	return m.g.DeleteIf(key, fence, allow)
}

// Len returns the number of resident entries. O(1).
func (m *Map[K, V]) Len() int { return m.g.Len() }

// All iterates over the entries that are resident when the loop begins, at one
// instant, and live when their turn comes.
func (m *Map[K, V]) All() iter.Seq2[K, V] { return m.g.All() }

// Stats returns the counts so far.
func (m *Map[K, V]) Stats() larder.Stats { return m.g.Stats() }

// Counts returns them for a price that does not grow: see larder.Counter.
func (m *Map[K, V]) Counts() larder.Stats { return m.g.Counts() }

// Clear removes all entries at one instant. O(1), then O(n) for the reports.
func (m *Map[K, V]) Clear() { m.g.Clear() }

// Resize changes Options.Capacity: see larder.Resizer. Each eviction by a Set copies
// the map once more.
func (m *Map[K, V]) Resize(capacity int) error { return m.g.Resize(capacity) }

// ResizeWeight changes Options.MaxWeight: see larder.Resizer.
func (m *Map[K, V]) ResizeWeight(most int64) error { return m.g.ResizeWeight(most) }

// ShareLimits has the cache keep to the limits of another, together with it: what both
// hold counts, and either may evict from the other. Package sharded does so. Neither
// cache is in use yet, and their options are the same.
func (m *Map[K, V]) ShareLimits(with *Map[K, V]) { m.g.ShareLimits(&with.g) }

// Close ends the background work and drops the entries. It returns nil.
func (m *Map[K, V]) Close() error { return m.g.Close() }
