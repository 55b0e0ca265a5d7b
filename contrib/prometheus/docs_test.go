package larderprom_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	larderprom "github.com/larder-go/larder/contrib/prometheus"
	"github.com/larder-go/larder/loader"
)

// rows returns the table rows that describe the metrics of a cache, sorted.
func rows[S larderprom.Stats](t *testing.T) (all []string) {
	t.Helper()
	return rowsOf(t, collector(t, "x", &fixed[S]{}))
}

func rowsOf(t *testing.T, c prometheus.Collector) (all []string) {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(c)
	gathered, err := registry.Gather()
	require.NoError(t, err)
	for _, f := range gathered {
		all = append(all, "| `"+f.GetName()+"` | "+strings.ToLower(f.GetType().String())+" | "+f.GetHelp()+" |")
	}
	slices.Sort(all)
	return all
}

func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "metrics.md"))
	require.NoError(t, err)
	return string(text)
}

var row = regexp.MustCompile("(?m)^\\| `larder_.*$")

func TestDocumentedTables(t *testing.T) {
	cache, load, found := strings.Cut(page(t), "\n## Of a loading cache\n")
	require.True(t, found)
	load, tiers, found := strings.Cut(load, "\n## Of a cache of two tiers\n")
	require.True(t, found)
	documented := row.FindAllString(cache, -1)
	slices.Sort(documented)
	require.Equal(t, rows[larder.Stats](t), documented, "the table of every cache in docs/metrics.md")

	documented = append(documented, row.FindAllString(load, -1)...)
	slices.Sort(documented)
	require.Equal(t, rows[loader.Stats](t), documented, "both tables in docs/metrics.md")

	documented = append(documented, row.FindAllString(tiers, -1)...)
	slices.Sort(documented)
	require.Equal(t, rowsOf(t, newTiers(t, "x", &fixedTiers{})), documented, "all three tables in docs/metrics.md")
}

var series = regexp.MustCompile(`\blarder_[a-z_]+\b`)

// TestDocumentedSeries holds the queries, which nothing here can run, to series that
// there are.
func TestDocumentedSeries(t *testing.T) {
	manual, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	known := map[string]bool{}
	for _, r := range rowsOf(t, newTiers(t, "x", &fixedTiers{})) {
		name := series.FindString(r)
		known[name] = true
		if strings.Contains(r, "| histogram |") {
			known[name+"_bucket"], known[name+"_sum"], known[name+"_count"] = true, true, true
		}
	}
	for name, text := range map[string]string{"docs/metrics.md": page(t), "doc.go": string(manual)} {
		found := series.FindAllString(text, -1)
		require.NotEmpty(t, found, name)
		for _, s := range found {
			require.True(t, known[s] || s == "larder_", "%s speaks of %s, which is none of the metrics", name, s)
		}
	}
}
