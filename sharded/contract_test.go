package sharded_test

import (
	"testing"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/sharded"
)

// apart is what shards do not agree upon; see Options.
var apart = []cachetest.Waiver{
	cachetest.Without("each shard has a budget of its own", "SweepBudgetBoundsASecond"),
}

// TestContract is under the race detector; with other backends, and with few shards or
// none, there is nothing new for it to see, and it takes five times as long.
func TestContract(t *testing.T) {
	t.Run("RWMutex", func(t *testing.T) {
		cachetest.Run(t, suite(rwmutex.New[string, int], rwmutex.New[int, int], rwmutex.New[float64, int], rwmutex.New[any, int], rwmutex.New[cachetest.StructKey, int]), apart...)
	})
}

type constructor[K comparable, C larder.Cache[K, int]] = func(larder.Options[K, int]) (C, error)

// suite has few shards, for the sake of the rules that are searches.
func suite[S larder.Cache[string, int], I larder.Cache[int, int], F larder.Cache[float64, int], A larder.Cache[any, int], T larder.Cache[cachetest.StructKey, int]](
	s constructor[string, S], i constructor[int, I], f constructor[float64, F], a constructor[any, A], st constructor[cachetest.StructKey, T],
) cachetest.Suite {
	return cachetest.Suite{String: of(s, 8, nil), Int: of(i, 8, nil), Float: of(f, 8, nil), Any: of(a, 8, nil), Struct: of(st, 8, nil)}
}

func of[K comparable, C larder.Cache[K, int]](mk constructor[K, C], shards int, hash func(K) uint64) cachetest.Factory[K, int] {
	return cachetest.Of(func(o larder.Options[K, int]) (*sharded.Cache[K, int], error) {
		return sharded.New(mk, sharded.Hashed(sharded.Options[K, int]{Options: o, Shards: shards}, hash))
	})
}
