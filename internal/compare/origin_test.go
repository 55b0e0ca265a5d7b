package compare_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/compare"
	"github.com/larder-go/larder/internal/results"
)

func figure(v float64) string { return fmt.Sprint(v) }

// of reads a text of results with a manifest.
func of(t *testing.T, text, manifest string) *results.Set {
	t.Helper()
	s := set(t, text)
	m := new(results.Manifest)
	require.NoError(t, json.Unmarshal([]byte(manifest), m))
	s.Files[0].Manifest = m
	return s
}

// TestDifferentMachines: nothing that varies is judged, what is allocated is.
func TestDifferentMachines(t *testing.T) {
	times, allocations := lines("A", "ns/op", around(100)...), lines("A", "allocs/op", 1, 1)
	const here, there = "goos: linux\ngoarch: amd64\ncpu: Small\n\n", "goos: linux\ngoarch: amd64\ncpu: Large\n\n"
	r := judged(t, here+times+allocations, there+times+allocations, compare.Options{})
	require.Equal(t, compare.Inconclusive, r.Verdict())
	require.Len(t, r.Alerts, 1)
	require.Contains(t, r.Alerts[0], "MEASURED ON DIFFERENT MACHINES: old on linux/amd64 Small, new on linux/amd64 Large")
	require.Equal(t, 1, r.Count(compare.Same))
	require.Zero(t, r.Needed, "samples do not help")

	slower := lines("A", "ns/op", around(300)...)
	require.Equal(t, compare.Inconclusive, judged(t, here+times, there+slower, compare.Options{}).Verdict())
	r = judged(t, here+times, there+slower, compare.Options{Machines: true})
	require.Equal(t, compare.Regression, r.Verdict())
	require.Len(t, r.Alerts, 1, "it is told all the same")
	require.Equal(t, compare.Regression, judged(t, here+allocations, there+lines("A", "allocs/op", 2, 2), compare.Options{}).Verdict())
	require.Empty(t, judged(t, here+times, times, compare.Options{}).Alerts, "a file that does not tell")

	old, new := of(t, here+times, `{"machine":{"cores":2}}`), of(t, here+times, `{"machine":{"cores":64}}`)
	r, err := compare.Compare(old, new, compare.Options{})
	require.NoError(t, err)
	require.Contains(t, r.Alerts[0], "old on 2 cores, new on 64 cores")
}

func TestWhatManifestsSay(t *testing.T) {
	text := lines("A", "ns/op", around(100)...)
	old := of(t, text+"# partial: interrupted\n", `{"machine":{"go":"go1.25","gogc":"100","gomaxprocs":2},"options":{"duration":"1s"},"libraries":{"otter":"otter v2.3.0","theine":"theine v1"}}`)
	new := of(t, text+"# cannot: B: it has no capacity\n", `{"machine":{"go":"go1.26","gogc":"off","gomaxprocs":4},"options":{"duration":"2s","processes":true},"libraries":{"otter":"otter v2.4.0","theine":"theine v1"}}`)
	_, err := old.Add(strings.NewReader(lines("B", "ns/op", 1)), "more.txt")
	require.NoError(t, err)
	r, err := compare.Compare(old, new, compare.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{
		"different versions of Go: old go1.25, new go1.26",
		"different GOGC: old 100, new off",
		"different GOMAXPROCS: old 2, new 4",
		"different durations of a sample: old 1s, new 2s",
		"different ways to sample: old one process, new a process for each sample",
		"different libraries of otter: old otter v2.3.0, new otter v2.4.0",
		"file.txt was interrupted: rows and samples are missing",
		"B cannot be measured: it has no capacity",
	}, r.Notes)
	r, err = compare.Compare(new, new, compare.Options{})
	require.NoError(t, err)
	require.Empty(t, r.Notes)
}

// TestReversedSides: who names the new file first is told so, where manifests tell.
func TestReversedSides(t *testing.T) {
	text := lines("A", "ns/op", around(100)...)
	at := func(hour int) *results.Set {
		return of(t, text, fmt.Sprintf(`{"date":"2026-05-01T%02d:00:00Z"}`, hour))
	}
	notes := func(old, new *results.Set) []string {
		r, err := compare.Compare(old, new, compare.Options{})
		require.NoError(t, err)
		return r.Notes
	}
	require.Equal(t, []string{"all of old was measured after all of new: are the sides the right way round?"}, notes(at(2), at(1)))
	require.Empty(t, notes(at(1), at(2)))
	require.Empty(t, notes(at(1), at(1)))
	require.Empty(t, notes(set(t, text), at(1)), "a file that does not tell")
}

// TestOtherWork: what ran other operations is not compared, whoever tells it.
func TestOtherWork(t *testing.T) {
	row := lines("Cache/wl=w/backend=cow", "ns/op", around(100)...)
	const manifest = `{"workloads":[{"name":"w","source":{%s},"realised":{"keys":%d,"stream_hash":%q}}]}`
	hashed := func(source string, keys int, hash string) *results.Set {
		return of(t, row, fmt.Sprintf(manifest, source, keys, hash))
	}
	comment := func(text string) *results.Set { return set(t, "# "+text+"\n"+row) }
	replay := func(hash string) *results.Set {
		return set(t, "# trace: web, lirs, 8 operations on 5 keys, sha256 "+hash+"\n"+lines("Cache/trace=web/policy=lru", "ns/op", around(100)...))
	}
	for name, c := range map[string]struct {
		old, new *results.Set
		other    bool
	}{
		"manifests":            {hashed("", 10, "aa"), hashed("", 10, "bb"), true},
		"same":                 {hashed("", 10, "aa"), hashed("", 10, "aa"), false},
		"of other sizes":       {hashed("", 10, "aa"), hashed("", 20, "bb"), false}, // whose rows have other names
		"trace":                {hashed(`"trace":"x.lis"`, 10, "aa"), hashed(`"trace":"x.lis"`, 20, "bb"), true},
		"comments":             {comment("wl=w ops=5 keys=10 stream=aa get=1"), comment("wl=w ops=5 keys=10 stream=bb get=1"), true},
		"comment and manifest": {comment("wl=w ops=5 keys=10 stream=aa get=1"), hashed("", 10, "bb"), true},
		"another workload":     {comment("wl=v ops=5 keys=10 stream=aa get=1"), comment("wl=v ops=5 keys=10 stream=bb get=1"), false},
		"nothing told":         {comment("wl=w: not measured: too large"), hashed("", 10, "bb"), false},
		"replays":              {replay("aa"), replay("bb"), true},
		"replays of one":       {replay("aa"), replay("aa"), false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := compare.Compare(c.old, c.new, compare.Options{})
			if !c.other {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, compare.ErrOtherWork)
			require.ErrorContains(t, err, "hash aa, and bb in the new results")
		})
	}
}
