package main

import (
	"time"

	lib "github.com/hashicorp/golang-lru/v2"

	"github.com/larder-go/larder/internal/bench"
)

// lru is the textbook's: a map and a list under one lock, which a read takes too,
// since it moves what it found to the front. It is bounded always, and keeps
// exactly so many entries. The library's LRU with a time to live is another type:
// lru-ttl.
var lru = bench.Backend{
	Name:      "lru",
	About:     "golang-lru, LRU" + inOneLock,
	Module:    "github.com/hashicorp/golang-lru/v2",
	NoTTL:     true,
	NewString: newLRU[string],
	NewInt:    newLRU[int],
}

// inOneLock is what the caches of golang-lru have in common.
const inOneLock = " under one lock, for reads too; without a capacity bounded to twice the keys, so that nothing is evicted; no statistics"

// lruCache has the Get and Len of the library.
type lruCache[K comparable] struct{ *lib.Cache[K, []byte] }

func newLRU[K comparable](s bench.Setup) (bench.Cache[K], error) {
	c, err := lib.New[K, []byte](capacity(s))
	return lruCache[K]{c}, err
}

func (l lruCache[K]) Set(key K, value []byte, _ time.Duration) error {
	l.Add(key, value)
	return nil
}

func (l lruCache[K]) Delete(key K) bool { return l.Remove(key) }
func (lruCache[K]) Close() error        { return nil }
