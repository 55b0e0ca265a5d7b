package main

import (
	"iter"
	"time"

	"github.com/puzpuzpuz/xsync/v4"

	"github.com/larder-go/larder/internal/bench"
)

// xsync4 is a concurrent map, no cache; what xsync3 says holds for it too.
var xsync4 = bench.Backend{
	Name:      "xsync4",
	About:     "xsync.Map: the successor of xsync.MapOf; no statistics",
	Module:    "github.com/puzpuzpuz/xsync/v4",
	NoTTL:     true,
	Unbounded: true,
	NewString: newXsync4[string],
	NewInt:    newXsync4[int],
}

type xsync4Map[K comparable] struct{ m *xsync.Map[K, []byte] }

func newXsync4[K comparable](bench.Setup) (bench.Cache[K], error) {
	return xsync4Map[K]{xsync.NewMap[K, []byte]()}, nil
}

func (x xsync4Map[K]) Get(key K) ([]byte, bool) { return x.m.Load(key) }

func (x xsync4Map[K]) Set(key K, value []byte, _ time.Duration) error {
	x.m.Store(key, value)
	return nil
}

func (x xsync4Map[K]) Delete(key K) bool {
	_, ok := x.m.LoadAndDelete(key)
	return ok
}

func (x xsync4Map[K]) Len() int   { return x.m.Size() }
func (xsync4Map[K]) Close() error { return nil }

// All is the library's own iteration, as it is: Range.
func (x xsync4Map[K]) All() iter.Seq2[K, []byte] { return x.m.Range }
