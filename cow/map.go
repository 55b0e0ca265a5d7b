package cow

import (
	"iter"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/engine"
)

// Map is a larder.Cache and a larder.Clearer that copies all of itself at
// every write: the cheapest to read and the dearest to write. Make one with
// NewMap. It must not be copied.
//
// A reader leaves expired entries for the next writer, or for the sweeper,
// which removes many at the cost of one copy.
type Map[K comparable, V any] struct {
	g engine.Engine[K, V]
	s mapStore[K, V]
}

// Instantiated here, the inlined bodies are exported to the user's package.
var (
	_ larder.Cache[int, int] = (*Map[int, int])(nil)
	_ larder.Clearer         = (*Map[int, int])(nil)
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

// Get returns the value of key. O(1), wait-free.
func (m *Map[K, V]) Get(key K) (V, bool) {
	e := (*m.s.entries.Load())[key]
	if e == nil || !m.g.Live(e) {
		return m.g.Miss(e)
	}
	if m.g.Watched() {
		m.g.Hit()
	}
	return e.Value, true
}

// Set stores value under key for ttl. O(n), under the writers' lock.
func (m *Map[K, V]) Set(key K, value V, ttl time.Duration) error { return m.g.Set(key, value, ttl) }

// Delete removes key and reports whether it was live. O(n) if it is there,
// under the writers' lock.
func (m *Map[K, V]) Delete(key K) bool { return m.g.Delete(key) }

// Len returns the number of resident entries. O(1).
func (m *Map[K, V]) Len() int { return m.g.Len() }

// All iterates over the entries that are resident when the loop begins, at one
// instant, and live when their turn comes.
func (m *Map[K, V]) All() iter.Seq2[K, V] { return m.g.All() }

// Stats returns the counts so far.
func (m *Map[K, V]) Stats() larder.Stats { return m.g.Stats() }

// Clear removes all entries at one instant. O(1), then O(n) for the reports.
func (m *Map[K, V]) Clear() { m.g.Clear() }

// Close ends the background work and drops the entries. It returns nil.
func (m *Map[K, V]) Close() error { return m.g.Close() }
