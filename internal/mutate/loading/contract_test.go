// Package loading_test holds the loading cache to its contract over one backend and with
// one type of keys: what finds bugs that are planted into package loader, whose own tests
// take long to build.
package loading_test

import (
	"testing"

	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/loadertest"
	"github.com/larder-go/larder/rwmutex"
)

func TestContract(t *testing.T) {
	loadertest.Run(t, loadertest.Suite{String: loadertest.Of(rwmutex.New[string, loader.Item[int]])})
}
