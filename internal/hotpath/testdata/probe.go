// The program whose compiled code is read. Each function that asks a cache is
// a root, and stays a function of its own.
package main

import (
	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
)

type pair struct{ a, b int }

//go:noinline
func cacheString(c *cow.Cache[string, []byte], k string) ([]byte, bool) { return c.Get(k) }

//go:noinline
func cacheInt(c *cow.Cache[int, []byte], k int) ([]byte, bool) { return c.Get(k) }

//go:noinline
func cacheUint64(c *cow.Cache[uint64, *int], k uint64) (*int, bool) { return c.Get(k) }

//go:noinline
func cachePair(c *cow.Cache[pair, string], k pair) (string, bool) { return c.Get(k) }

//go:noinline
func mapString(c *cow.Map[string, []byte], k string) ([]byte, bool) { return c.Get(k) }

//go:noinline
func mapInt(c *cow.Map[int, []byte], k int) ([]byte, bool) { return c.Get(k) }

//go:noinline
func mapUint64(c *cow.Map[uint64, *int], k uint64) (*int, bool) { return c.Get(k) }

func must[C any](c C, err error) C {
	if err != nil {
		panic(err)
	}
	return c
}

func main() {
	cacheString(must(cow.New(larder.Options[string, []byte]{})), "")
	cacheInt(must(cow.New(larder.Options[int, []byte]{})), 1)
	cacheUint64(must(cow.New(larder.Options[uint64, *int]{})), 1)
	cachePair(must(cow.New(larder.Options[pair, string]{})), pair{})
	mapString(must(cow.NewMap(larder.Options[string, []byte]{})), "")
	mapInt(must(cow.NewMap(larder.Options[int, []byte]{})), 1)
	mapUint64(must(cow.NewMap(larder.Options[uint64, *int]{})), 1)
}
