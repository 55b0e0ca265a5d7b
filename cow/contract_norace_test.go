//go:build !race

package cow_test

import (
	"testing"

	"github.com/larder-go/larder/cachetest"
)

// TestContractOfConstantHash has all keys collide. Under the race detector it takes
// minutes, and shows it nothing that others do not.
func TestContractOfConstantHash(t *testing.T) {
	cachetest.Run(t, hashed(func(uint64) uint64 { return 0 }), biased)
}

// TestContractOfBadHashes holds it to all rules. Under the race detector it is those
// of which something races.
func TestContractOfBadHashes(t *testing.T) {
	cachetest.Run(t, hashed(truncated), biased)
}
