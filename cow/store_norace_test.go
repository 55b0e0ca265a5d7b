//go:build !race

package cow

import (
	"testing"

	"github.com/larder-go/larder/internal/storetest"
)

// TestStoreOfBadHashes has nearly all keys collide. Each operation looks at all that
// the store holds, so that it takes a minute under the race detector, which sees
// colliding keys in TestContractOfBadHashes.
func TestStoreOfBadHashes(t *testing.T) {
	t.Run("Constant", func(t *testing.T) {
		storetest.Run(t, subject(func(int) uint64 { return 0 }))
	})
	t.Run("Truncated", func(t *testing.T) {
		storetest.Run(t, subject(func(k int) uint64 { return uint64(k%4)<<62 | uint64(k%3) }))
	})
}
