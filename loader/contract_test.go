package loader_test

import (
	"testing"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/loadertest"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/sharded"
	"github.com/larder-go/larder/syncmap"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestContractOverCow(t *testing.T) {
	loadertest.Run(t, loadertest.Suite{
		String: loadertest.Of(cow.New[string, loader.Item[int]]),
		Float:  loadertest.Of(cow.New[float64, loader.Item[int]]),
	})
}

func TestContractOverCowMap(t *testing.T) {
	loadertest.Run(t, loadertest.Suite{
		String: loadertest.Of(cow.NewMap[string, loader.Item[int]]),
		Float:  loadertest.Of(cow.NewMap[float64, loader.Item[int]]),
	})
}

func TestContractOverRWMutex(t *testing.T) {
	loadertest.Run(t, loadertest.Suite{
		String: loadertest.Of(rwmutex.New[string, loader.Item[int]]),
		Float:  loadertest.Of(rwmutex.New[float64, loader.Item[int]]),
	})
}

func TestContractOverSyncmap(t *testing.T) {
	loadertest.Run(t, loadertest.Suite{
		String: loadertest.Of(syncmap.New[string, loader.Item[int]]),
		Float:  loadertest.Of(syncmap.New[float64, loader.Item[int]]),
	})
}

func TestContractOverSharded(t *testing.T) {
	loadertest.Run(t, loadertest.Suite{
		String: loadertest.Of(parted[string]),
		Float:  loadertest.Of(parted[float64]),
	})
}

func parted[K comparable](o larder.Options[K, loader.Item[int]]) (*sharded.Cache[K, loader.Item[int]], error) {
	return sharded.New(rwmutex.New[K, loader.Item[int]], sharded.Options[K, loader.Item[int]]{Options: o, Shards: 4})
}

// TestContractOverAForeignCache is of one that is no larder.Conditional, whose writes
// the loader has to put under a lock of its own.
func TestContractOverAForeignCache(t *testing.T) {
	loadertest.Run(t, loadertest.Suite{
		String: loadertest.Of(newForeign[string, loader.Item[int]]),
		Float:  loadertest.Of(newForeign[float64, loader.Item[int]]),
	}, loadertest.Without("the cache below has no limits", "LoadedWeightCounts", "NegativeCapacityBounds"))
}
