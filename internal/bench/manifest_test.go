package bench_test

import (
	"bytes"
	"encoding/json"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

func TestManifest(t *testing.T) {
	a, _ := backend("a", nil)
	p := plan(recorded(t, 0, 1, 0), a)
	p.Sweepers = []larder.Sweeper{larder.SweepFull, larder.SweepNone}
	p.Ops, p.Duration, p.Shards, p.IntKeys = 0, time.Second, []int{4}, true
	m := p.Manifest([]string{"cachebench", "run", "-trace", "x"})
	w, err := p.Works[0]()
	require.NoError(t, err)
	w.Source.SHA256 = "abc"
	m.Work(&w)
	m.Rows, m.Partial = 7, true

	var b bytes.Buffer
	require.NoError(t, m.Write(&b))
	var got map[string]any
	require.NoError(t, json.Unmarshal(b.Bytes(), &got))
	at := func(path ...string) any {
		var v any = got
		for _, key := range path {
			v = v.(map[string]any)[key]
		}
		return v
	}
	require.Equal(t, []any{"cachebench", "run", "-trace", "x"}, at("command"))
	require.Equal(t, true, at("partial"))
	require.EqualValues(t, 7, at("rows"))
	date, err := time.Parse(time.RFC3339, at("date").(string))
	require.NoError(t, err)
	require.Equal(t, time.UTC, date.Location())

	require.Equal(t, []any{"a"}, at("options", "backends"))
	require.Equal(t, []any{"full", "none"}, at("options", "sweepers"))
	require.Equal(t, "1s", at("options", "duration"))
	require.Equal(t, "1h0m0s", at("options", "ttl"))
	require.Equal(t, "int", at("options", "keys"))
	require.NotContains(t, at("options"), "capacities")
	require.NotContains(t, at("options"), "ops")

	require.Equal(t, runtime.Version(), at("machine", "go"))
	require.EqualValues(t, runtime.GOMAXPROCS(0), at("machine", "gomaxprocs"))
	require.EqualValues(t, runtime.NumCPU(), at("machine", "cores"))
	require.NotEmpty(t, at("machine", "gogc"))
	require.NotEmpty(t, at("machine", "commit"))
	if runtime.GOOS == "linux" && runtime.GOARCH == "amd64" {
		require.NotEmpty(t, at("machine", "cpu"))
	}

	work := at("workloads").([]any)[0].(map[string]any)
	require.Equal(t, "trace", work["name"])
	require.Equal(t, "some/trace.txt.gz", work["source"].(map[string]any)["trace"])
	require.Equal(t, "abc", work["source"].(map[string]any)["sha256"])
	realised := work["realised"].(map[string]any)
	require.EqualValues(t, 3, realised["operations"])
	require.InDelta(t, 2.0/3, realised["top_key"], 1e-9)
	require.Len(t, realised["stream_hash"], 16)
}

func TestManifestTellsCapacitiesAndPolicies(t *testing.T) {
	a, _ := backend("a", nil)
	p := plan(synthetic(t, spec(t, 95)), a)
	p.Capacities = []bench.Capacity{{}, {Entries: 10}, {Percent: 2.5}}
	p.Policies = []larder.Policy{larder.PolicyAdaptive, larder.PolicyLRU}
	o := p.Manifest(nil).Options
	require.Equal(t, []string{"0", "10", "2.5%"}, o.Capacities)
	require.Equal(t, []string{"adaptive", "lru"}, o.Policies)
}

// TestManifestTellsOneTTL: that of the caches, or that of the workload.
func TestManifestTellsOneTTL(t *testing.T) {
	for name, want := range map[string]string{"zipf99-rw95": "", "sessions": "pareto:1s:1h0m0s:1.1"} {
		spec, err := workload.Named(name)
		require.NoError(t, err)
		w, err := bench.Synthesize(spec, 1, 100)
		require.NoError(t, err)
		require.Equal(t, want, w.Source.TTL)
	}
	require.Equal(t, "none", bench.Plan{TTL: larder.NoExpiry}.Manifest(nil).Options.TTL)
}

func TestGOGCAsSet(t *testing.T) {
	for percent, want := range map[int]string{-1: "off", 250: "250"} {
		old := debug.SetGCPercent(percent)
		require.Equal(t, want, bench.ThisMachine().GOGC)
		debug.SetGCPercent(old)
	}
}
