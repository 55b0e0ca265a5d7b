package cow

import (
	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/keyhash"
)

// NewHashed is New with a hash of the test's choice.
func NewHashed[K comparable, V any](o larder.Options[K, V], hash func(K) uint64) (*Cache[K, V], error) {
	return newCache(o, keyhash.Func(hash))
}
