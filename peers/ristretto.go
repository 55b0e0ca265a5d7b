package main

import (
	"time"

	lib "github.com/dgraph-io/ristretto/v2"

	"github.com/larder-go/larder/internal/bench"
)

// ristretto is bounded always: each entry costs 1, and what the library adds for
// its own memory is ignored. As its documentation recommends, it has ten counters
// for each entry that it is expected to keep, and buffers of 64 reads.
//
// A Set of a new key is queued, and refused without an error when the queue is
// full: the next Get misses. So while a workload writes new keys (a trace, or
// Deletes) its hit ratio may be lower than the others', and it does less.
var ristretto = bench.Backend{
	Name:      "ristretto",
	About:     "ristretto, bounded (TinyLFU; without a capacity to twice the keys, so that nothing is evicted), with deadlines; a Set of a new key takes effect later, or is refused",
	Module:    "github.com/dgraph-io/ristretto/v2",
	Later:     true,
	NewString: newRistretto[string],
	NewInt:    newRistretto[int],
}

// ristrettoCache has the Get and Wait of the library.
type ristrettoCache[K lib.Key] struct {
	*lib.Cache[K, []byte]
	setup bench.Setup
}

func newRistretto[K interface {
	comparable
	lib.Key
}](s bench.Setup) (bench.Cache[K], error) {
	limit := int64(capacity(s))
	expected := limit
	if s.Capacity == 0 {
		expected = limit / 2 // the keys
	}
	c, err := lib.NewCache(&lib.Config[K, []byte]{
		NumCounters:        10 * expected,
		MaxCost:            limit,
		IgnoreInternalCost: true,
		BufferItems:        64,
		Metrics:            !s.NoStats,
	})
	return &ristrettoCache[K]{c, s}, err
}

func (r *ristrettoCache[K]) Set(key K, value []byte, ttl time.Duration) error {
	r.SetWithTTL(key, value, 1, lifetime(ttl, r.setup))
	return nil
}

// Delete returns true always: the library does not tell.
func (r *ristrettoCache[K]) Delete(key K) bool {
	r.Del(key)
	return true
}

// Len counts: the driver asks once a sample, after the clock has stopped.
func (r *ristrettoCache[K]) Len() int {
	n := 0
	r.IterValues(func([]byte) (stop bool) { n++; return false })
	return n
}

func (r *ristrettoCache[K]) Close() error {
	r.Cache.Close()
	return nil
}
