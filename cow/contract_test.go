package cow_test

import (
	"hash/maphash"
	"testing"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
	"github.com/larder-go/larder/cow"
)

func TestContract(t *testing.T) {
	cachetest.Run(t, cachetest.Suite{
		String: cachetest.Of(cow.New[string, int]),
		Int:    cachetest.Of(cow.New[int, int]),
		Float:  cachetest.Of(cow.New[float64, int]),
		Any:    cachetest.Of(cow.New[any, int]),
		Struct: cachetest.Of(cow.New[cachetest.StructKey, int]),

		PointInTime: true,
	})
}

func TestContractOfMap(t *testing.T) {
	cachetest.Run(t, cachetest.Suite{
		String: cachetest.Of(cow.NewMap[string, int]),
		Int:    cachetest.Of(cow.NewMap[int, int]),
		Float:  cachetest.Of(cow.NewMap[float64, int]),
		Any:    cachetest.Of(cow.NewMap[any, int]),
		Struct: cachetest.Of(cow.NewMap[cachetest.StructKey, int]),

		PointInTime: true,
	})
}

// biased excuses bad hashes: a sample is what lies in neighbouring slots.
var biased = cachetest.Without("entries lie in the order of their Sets, and no sample of them is random", "SampledBoundsWhatHasExpired")

func hashed(spoil func(uint64) uint64) cachetest.Suite {
	return cachetest.Suite{
		String: badly[string](spoil),
		Int:    badly[int](spoil),
		Float:  badly[float64](spoil),
		Any:    badly[any](spoil),
		Struct: badly[cachetest.StructKey](spoil),

		PointInTime: true,
	}
}

// truncated leaves four bits of a hash, two of which choose the shard: nearly all keys
// collide.
func truncated(hash uint64) uint64 { return hash&3<<62 | hash>>2&3 }

func badly[K comparable](spoil func(uint64) uint64) cachetest.Factory[K, int] {
	seed := maphash.MakeSeed()
	return cachetest.Of(func(o larder.Options[K, int]) (*cow.Cache[K, int], error) {
		return cow.NewHashed(o, func(k K) uint64 { return spoil(maphash.Comparable(seed, k)) })
	})
}
