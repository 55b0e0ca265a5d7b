package main

import (
	"time"

	lib "github.com/Yiling-J/theine-go"

	"github.com/larder-go/larder/internal/bench"
)

// theine is bounded always. Its defaults are left: no doorkeeper, which would
// refuse a key's first Set, and no pool of entries, of which its documentation
// says that it can race. It counts hits and misses always, with -nostats too.
//
// It reads a clock that is refreshed each second for entries that are far from
// their deadline, and the exact one near it.
var theine = bench.Backend{
	Name:      "theine",
	About:     "theine, bounded (W-TinyLFU; without a capacity to twice the keys, so that nothing is evicted), with deadlines; statistics always",
	Module:    "github.com/Yiling-J/theine-go",
	Later:     true,
	NewString: newTheine[string],
	NewInt:    newTheine[int],
}

// theineCache has the Get, Len and Wait of the library: Sets are seen at once, and
// wait for the order of eviction alone.
type theineCache[K comparable] struct {
	*lib.Cache[K, []byte]
	setup bench.Setup
}

func newTheine[K comparable](s bench.Setup) (bench.Cache[K], error) {
	c, err := lib.NewBuilder[K, []byte](int64(capacity(s))).Build()
	return &theineCache[K]{c, s}, err
}

func (t *theineCache[K]) Set(key K, value []byte, ttl time.Duration) error {
	t.SetWithTTL(key, value, 1, lifetime(ttl, t.setup))
	return nil
}

// Delete returns true always: the library does not tell.
func (t *theineCache[K]) Delete(key K) bool {
	t.Cache.Delete(key)
	return true
}

func (t *theineCache[K]) Close() error {
	t.Cache.Close()
	return nil
}
