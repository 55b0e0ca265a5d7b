//go:build !race

package sharded_test

import (
	"hash/maphash"
	"testing"

	"github.com/larder-go/larder/cachetest"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/syncmap"
)

func TestContractOfOtherBackends(t *testing.T) {
	t.Run("SyncMap", func(t *testing.T) {
		cachetest.Run(t, suite(syncmap.New[string, int], syncmap.New[int, int], syncmap.New[float64, int], syncmap.New[any, int], syncmap.New[cachetest.StructKey, int]), apart...)
	})
	t.Run("Cow", func(t *testing.T) {
		cachetest.Run(t, suite(cow.New[string, int], cow.New[int, int], cow.New[float64, int], cow.New[any, int], cow.New[cachetest.StructKey, int]), apart...)
	})
}

// TestContractOfOneShard and of a hash that sends every key there.
func TestContractOfOneShard(t *testing.T) {
	t.Run("ConstantHash", func(t *testing.T) {
		cachetest.Run(t, cachetest.Suite{String: of(rwmutex.New[string, int], 4, func(string) uint64 { return 1 << 63 })})
	})
	t.Run("One", func(t *testing.T) {
		cachetest.Run(t, cachetest.Suite{String: of(rwmutex.New[string, int], 1, nil)})
	})
	t.Run("TruncatedHash", func(t *testing.T) {
		seed := maphash.MakeSeed()
		cachetest.Run(t, cachetest.Suite{String: of(rwmutex.New[string, int], 16, func(k string) uint64 { return maphash.String(seed, k) &^ (1<<62 - 1) })}, apart...)
	})
}
