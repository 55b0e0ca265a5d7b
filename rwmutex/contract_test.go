package rwmutex_test

import (
	"testing"

	"github.com/larder-go/larder/cachetest"
	"github.com/larder-go/larder/rwmutex"
)

func TestContract(t *testing.T) {
	cachetest.Run(t, cachetest.Suite{
		String: cachetest.Of(rwmutex.New[string, int]),
		Int:    cachetest.Of(rwmutex.New[int, int]),
		Float:  cachetest.Of(rwmutex.New[float64, int]),
		Any:    cachetest.Of(rwmutex.New[any, int]),
		Struct: cachetest.Of(rwmutex.New[cachetest.StructKey, int]),

		PointInTime: true,
	})
}
