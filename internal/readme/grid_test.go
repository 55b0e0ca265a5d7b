package readme_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/readme"
)

// TestTablesTellWhatIsMissing: what cannot be measured is not left out, who has no time to
// live is marked, and what the samples do not tell from the best is bold as well.
func TestTablesTellWhatIsMissing(t *testing.T) {
	const file = `# cannot: Cache/wl=r/backend=map/cap=10: it has no capacity
# wl=r: otter knows no time to live: its entries never expire
BenchmarkCache/wl=r/backend=cow/cap=10-2 1 100 ns/op
BenchmarkCache/wl=r/backend=cow/cap=10-2 1 110 ns/op
BenchmarkCache/wl=r/backend=otter/cap=10-2 1 105 ns/op
BenchmarkCache/wl=r/backend=otter/cap=10-2 1 120 ns/op
BenchmarkCache/wl=r/backend=slow/cap=10-2 1 130 ns/op
BenchmarkCache/wl=r/backend=slow/cap=10-2 1 140 ns/op
BenchmarkCache/wl=r/backend=noop/cap=10-2 1 1 ns/op
`
	table, err := readme.Table(strings.NewReader(file), "a.txt", "/backend", "/wl", "ns/op")
	require.NoError(t, err)
	require.Equal(t, "| | r |\n|---|---:|\n| `cow` | **105** |\n| `otter` † | **112** |\n| `slow` | 135 |\n| `noop` | 1.00 |\n| `map` | cannot |\n\n"+
		"`map` cannot: it has no capacity.\\\n† knows no time to live: its entries never expire.\n", table)
}
