//go:build !race

package cli_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// cheapKeys is above the number of keys that a workload of committed results may have
// to be made anew by a test, and cheapFiles the least number of such files.
const cheapKeys, cheapFiles = 1_000_000, 5

// TestCommittedResultsAreOfTheseGenerators notices a change of the workloads that would
// make new results be of other operations than the old ones, under the same name.
func TestCommittedResultsAreOfTheseGenerators(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "results", "*.manifest.json"))
	require.NoError(t, err)
	checked := 0
	for _, manifest := range files {
		m := manifestOf(t, strings.TrimSuffix(manifest, ".manifest.json"))
		cheap := len(m.Works) > 0
		for _, w := range m.Works {
			cheap = cheap && w.Realised.Keys < cheapKeys && w.Source.Trace == ""
		}
		if !cheap {
			continue
		}
		checked++
		got := cachebench(t, "verify", strings.TrimSuffix(manifest, ".manifest.json"))
		require.Zero(t, got.code, got.stderr)
	}
	require.GreaterOrEqual(t, checked, cheapFiles, "hardly any file is cheap enough: this test would find nothing")
}
