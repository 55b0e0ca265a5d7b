package main

import (
	"time"

	lib "github.com/hashicorp/golang-lru/arc/v2"

	"github.com/larder-go/larder/internal/bench"
)

// arc is ARC: two lists, of keys that were asked for once and more often, and as
// many evicted keys remembered as there are entries, which tell how long each list
// is to be.
var arc = bench.Backend{
	Name:      "arc",
	About:     "golang-lru, ARC" + inOneLock,
	Module:    "github.com/hashicorp/golang-lru/arc/v2",
	NoTTL:     true,
	NewString: newARC[string],
	NewInt:    newARC[int],
}

// arcCache has the Get and Len of the library.
type arcCache[K comparable] struct{ *lib.ARCCache[K, []byte] }

func newARC[K comparable](s bench.Setup) (bench.Cache[K], error) {
	c, err := lib.NewARC[K, []byte](capacity(s))
	return arcCache[K]{c}, err
}

func (a arcCache[K]) Set(key K, value []byte, _ time.Duration) error {
	a.Add(key, value)
	return nil
}

// Delete returns true always: the library does not tell.
func (a arcCache[K]) Delete(key K) bool {
	a.Remove(key)
	return true
}

func (arcCache[K]) Close() error { return nil }
