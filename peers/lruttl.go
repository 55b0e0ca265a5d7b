package main

import (
	"reflect"
	"time"
	"unsafe"

	lib "github.com/hashicorp/golang-lru/v2/expirable"

	"github.com/larder-go/larder/internal/bench"
)

// lruTTL is the library's LRU with a time to live, which is one for all entries: the
// entries are in a hundred buckets besides, and a goroutine empties one each hundredth
// of that time, under the one lock. It is unbounded where the run has no capacity, as
// the library allows; it keeps the order always.
//
// That goroutine has no end: the library's Close is a comment until its next version.
// The adapter closes the channel that it waits for, by its name, so that it does not
// run on in the next measurement. Nothing that is measured is different for it.
var lruTTL = bench.Backend{
	Name:      "lru-ttl",
	About:     "golang-lru, LRU with one time to live for all, under one lock, for reads too; unbounded without a capacity; no statistics",
	Module:    "github.com/hashicorp/golang-lru/v2",
	OneTTL:    true,
	NewString: newLRUTTL[string],
	NewInt:    newLRUTTL[int],
}

// shortestLRUTTL is the shortest time to live with which the library does not panic.
const shortestLRUTTL = 100 * time.Nanosecond

// lruTTLCache has the Get and Len of the library.
type lruTTLCache[K comparable] struct {
	*lib.LRU[K, []byte]
	setup bench.Setup
}

func newLRUTTL[K comparable](s bench.Setup) (bench.Cache[K], error) {
	ttl := lifetime(0, s)
	if ttl > 0 {
		ttl = max(ttl, shortestLRUTTL)
	}
	return lruTTLCache[K]{lib.NewLRU[K, []byte](s.Capacity, nil, ttl), s}, nil
}

func (l lruTTLCache[K]) Set(key K, value []byte, ttl time.Duration) error {
	if err := sameForAll(ttl, l.setup); err != nil {
		return err
	}
	l.Add(key, value)
	return nil
}

func (l lruTTLCache[K]) Delete(key K) bool { return l.Remove(key) }

func (l lruTTLCache[K]) Close() error {
	done := reflect.ValueOf(l.LRU).Elem().FieldByName("done")
	close(*(*chan struct{})(unsafe.Pointer(done.UnsafeAddr())))
	return nil
}
