package main

import (
	"iter"
	"sync"
	"time"

	"github.com/larder-go/larder/internal/bench"
)

// syncMap is the standard library's concurrent map, used as most programs do: the
// values themselves are stored, and an interface is made of each key and value,
// which is what the type costs.
var syncMap = bench.Backend{
	Name:      "sync-map",
	About:     "sync.Map: the standard library's hash trie; no statistics",
	NoTTL:     true,
	Unbounded: true,
	NewString: newSyncMap[string],
	NewInt:    newSyncMap[int],
}

type syncMapCache[K comparable] struct{ m sync.Map }

func newSyncMap[K comparable](bench.Setup) (bench.Cache[K], error) { return new(syncMapCache[K]), nil }

func (c *syncMapCache[K]) Get(key K) ([]byte, bool) {
	v, ok := c.m.Load(key)
	if !ok {
		return nil, false
	}
	return v.([]byte), true
}

func (c *syncMapCache[K]) Set(key K, value []byte, _ time.Duration) error {
	c.m.Store(key, value)
	return nil
}

func (c *syncMapCache[K]) Delete(key K) bool {
	_, ok := c.m.LoadAndDelete(key)
	return ok
}

// Len counts: the driver asks once a sample, after the clock has stopped.
func (c *syncMapCache[K]) Len() int {
	n := 0
	c.m.Range(func(any, any) bool { n++; return true })
	return n
}

func (c *syncMapCache[K]) Close() error { return nil }

// All is the library's own iteration, as it is: Range.
func (c *syncMapCache[K]) All() iter.Seq2[K, []byte] {
	return func(yield func(K, []byte) bool) {
		c.m.Range(func(key, value any) bool { return yield(key.(K), value.([]byte)) })
	}
}
