package cli_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/results"
)

// TestReplayTellsWhatCannotBe in a line of its own beside the others, and as results
// are read.
func TestReplayTellsWhatCannotBe(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.txt")
	got := cachebench(t, words("replay -trace %s -capacity 3 -policy lru -backend rwmutex,rawmap -o %s", file(t, "small.lirs", smallTrace), out)...)
	require.Zero(t, got.code, got.stderr)
	require.Contains(t, got.stdout, "capacity=3 backend=rawmap goroutines=1 cannot: it is a floor of measurements and no cache\n")
	require.Contains(t, got.stdout, "capacity=3 backend=rwmutex goroutines=1 ")
	s, err := results.Read(out)
	require.NoError(t, err)
	require.Equal(t, []results.Cannot{{
		Name: "Replay/trace=small/capacity=3/backend=rawmap/goroutines=1", Reason: "it is a floor of measurements and no cache",
	}}, s.Files[0].Cannot)
}
