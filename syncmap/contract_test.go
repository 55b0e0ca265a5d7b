package syncmap_test

import (
	"testing"

	"github.com/larder-go/larder/cachetest"
	"github.com/larder-go/larder/syncmap"
)

func TestContract(t *testing.T) {
	cachetest.Run(t, cachetest.Suite{
		String: cachetest.Of(syncmap.New[string, int]),
		Int:    cachetest.Of(syncmap.New[int, int]),
		Float:  cachetest.Of(syncmap.New[float64, int]),
		Any:    cachetest.Of(syncmap.New[any, int]),
		Struct: cachetest.Of(syncmap.New[cachetest.StructKey, int]),
	})
}
