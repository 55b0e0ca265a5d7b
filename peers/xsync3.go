package main

import (
	"iter"
	"time"

	"github.com/puzpuzpuz/xsync/v3"

	"github.com/larder-go/larder/internal/bench"
)

// xsync3 is a concurrent map, no cache: it shows what a read and a write cost
// without deadlines, and without statistics, which it cannot count. It is neither
// presized nor told to grow only, as larder's own backends are not.
var xsync3 = bench.Backend{
	Name:      "xsync3",
	About:     "xsync.MapOf: a hash table in buckets of cache lines, with locks for writers; no statistics",
	Module:    "github.com/puzpuzpuz/xsync/v3",
	NoTTL:     true,
	Unbounded: true,
	NewString: newXsync3[string],
	NewInt:    newXsync3[int],
}

type xsync3Map[K comparable] struct{ m *xsync.MapOf[K, []byte] }

func newXsync3[K comparable](bench.Setup) (bench.Cache[K], error) {
	return xsync3Map[K]{xsync.NewMapOf[K, []byte]()}, nil
}

func (x xsync3Map[K]) Get(key K) ([]byte, bool) { return x.m.Load(key) }

func (x xsync3Map[K]) Set(key K, value []byte, _ time.Duration) error {
	x.m.Store(key, value)
	return nil
}

func (x xsync3Map[K]) Delete(key K) bool {
	_, ok := x.m.LoadAndDelete(key)
	return ok
}

func (x xsync3Map[K]) Len() int   { return x.m.Size() }
func (xsync3Map[K]) Close() error { return nil }

// All is the library's own iteration, as it is: Range.
func (x xsync3Map[K]) All() iter.Seq2[K, []byte] { return x.m.Range }
