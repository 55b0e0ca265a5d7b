package bench

import "time"

// The floor rows tell what the measuring itself costs: a figure of a cache means
// little without them.
var (
	noop = Backend{
		Name:      "noop",
		About:     "floor: the loop and the call, nothing found and nothing kept",
		Floor:     true,
		Empty:     true,
		NewString: newNothing[string],
		NewInt:    newNothing[int],
	}
	rawmap = Backend{
		Name:      "rawmap",
		About:     "floor: a built-in map without a lock or deadlines; only where nothing is written",
		Floor:     true,
		ReadOnly:  true,
		Unbounded: true,
		NewString: newRaw[string],
		NewInt:    newRaw[int],
	}
)

// nothing is a cache that keeps nothing.
type nothing[K comparable] struct{}

func newNothing[K comparable](Setup) (Cache[K], error) { return nothing[K]{}, nil }

func (nothing[K]) Get(K) ([]byte, bool)               { return nil, false }
func (nothing[K]) Set(K, []byte, time.Duration) error { return nil }
func (nothing[K]) Delete(K) bool                      { return false }
func (nothing[K]) Len() int                           { return 0 }
func (nothing[K]) Close() error                       { return nil }

// raw is a map without a lock: safe for reads beside reads only. It points to
// its entries, as a cache must whose entries hold more than the value.
type raw[K comparable] map[K]*rawEntry

type rawEntry struct{ value []byte }

func newRaw[K comparable](Setup) (Cache[K], error) { return make(raw[K]), nil }

func (m raw[K]) Get(key K) ([]byte, bool) {
	e := m[key]
	if e == nil {
		return nil, false
	}
	return e.value, true
}

func (m raw[K]) Set(key K, value []byte, _ time.Duration) error {
	m[key] = &rawEntry{value}
	return nil
}

func (m raw[K]) Delete(key K) bool {
	_, ok := m[key]
	delete(m, key)
	return ok
}

func (m raw[K]) Len() int   { return len(m) }
func (raw[K]) Close() error { return nil }
