//go:build race

package cow_test

import (
	"os"
	"testing"

	"github.com/larder-go/larder/cachetest"
	"github.com/stretchr/testify/require"
)

// racing are the rules by which whatever the cache can do runs beside something else.
var racing = []string{
	"WritersLoseNothingOfEachOther", "ReportsExactlyOnceUnderLoad", "ExpiredReadSparesNewValueUnderLoad",
	"SnapshotBesideWriters", "ClearBesideWriters", "ResizeUnderLoad", "CompareAndSetLosesNothing", "CloseBesideEverything",
	"Linearizable", "LinearizableWithExpiry", "LinearizableWithinLimits", "LinearizableAsAWholeWhileItGrows",
}

// TestContractOfBadHashes shows the race detector what colliding keys do beside each
// other. All rules are played without it, which takes a tenth of the time, and in the
// long run here as well.
func TestContractOfBadHashes(t *testing.T) {
	if os.Getenv("LARDER_LONG") == "1" {
		cachetest.Run(t, hashed(truncated), biased)
		return
	}
	for _, rule := range racing {
		t.Run(rule, func(t *testing.T) {
			require.Empty(t, cachetest.Violations(t, hashed(truncated), rule))
		})
	}
}
