package main

import (
	"fmt"
	"time"

	lib "github.com/hashicorp/golang-lru/v2"

	"github.com/larder-go/larder/internal/bench"
)

// twoQueue is 2Q: a key that was evicted soon after it was new enters the main
// list when it comes again. The shares of its lists are the library's defaults, a
// quarter for what is new, and half the capacity for keys that were evicted.
var twoQueue = bench.Backend{
	Name:      "2q",
	About:     "golang-lru, 2Q" + inOneLock,
	Module:    "github.com/hashicorp/golang-lru/v2",
	NoTTL:     true,
	NewString: newTwoQueue[string],
	NewInt:    newTwoQueue[int],
}

// twoQueueCache has the Get and Len of the library.
type twoQueueCache[K comparable] struct {
	*lib.TwoQueueCache[K, []byte]
}

func newTwoQueue[K comparable](s bench.Setup) (bench.Cache[K], error) {
	limit := capacity(s)
	if limit < 2 {
		return nil, fmt.Errorf("a capacity of %d leaves no room for the keys that it remembers: give 2 or more", limit)
	}
	c, err := lib.New2Q[K, []byte](limit)
	return twoQueueCache[K]{c}, err
}

func (q twoQueueCache[K]) Set(key K, value []byte, _ time.Duration) error {
	q.Add(key, value)
	return nil
}

// Delete returns true always: the library does not tell.
func (q twoQueueCache[K]) Delete(key K) bool {
	q.Remove(key)
	return true
}

func (twoQueueCache[K]) Close() error { return nil }
