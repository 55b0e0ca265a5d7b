package bench_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

// entries is a workload of so many keys with values of 64 bytes.
func entries(t *testing.T, keys int) func() (bench.Work, error) { return entriesOf(t, keys, "64") }

func entriesOf(t *testing.T, keys int, value string) func() (bench.Work, error) {
	t.Helper()
	size, err := workload.ParseSize(value)
	require.NoError(t, err)
	s := workload.Spec{Name: "memory", Keys: keys, Dist: workload.Uniform{}, Mix: workload.Mix{Set: 1}, Size: size}
	return func() (bench.Work, error) { return bench.Synthesize(s, 1, 1000) }
}

// padded is a backend that keeps so many bytes for each entry beside a map, and
// allocates so many at each Set.
func padded(kept, dropped int) bench.Backend {
	b, _ := backend("padded", func(f *fake) {
		pads := make(map[string][]byte)
		f.set = func(f *fake, key string, value []byte, _ time.Duration) error {
			f.calls = nil // what the fake remembers is not the cache's
			if pads[key] == nil {
				pads[key] = make([]byte, kept)
				for i := 0; i < kept; i += 1024 {
					pads[key][i] = 1 // a page that nobody writes to is not there
				}
			}
			if dropped > 0 {
				sink = make([]byte, dropped)
			}
			f.m[key] = value
			return nil
		}
		f.get = func(f *fake, key string) ([]byte, bool) {
			f.calls = nil
			v, ok := f.m[key]
			return v, ok
		}
	})
	return b
}

var sink []byte

func memory(t *testing.T, keys int, backends ...bench.Backend) (*recorder, error) {
	t.Helper()
	p := plan(entries(t, keys), backends...)
	p.Subject = bench.Memory
	return run(t, p)
}

// TestMemoryIsWhatTheCacheTakes: the difference of two caches that differ in what
// they keep by entry is that, and values of any size are none of it.
func TestMemoryIsWhatTheCacheTakes(t *testing.T) {
	small, large := padded(64, 0), padded(64+512, 128)
	large.Name = "large"
	r, err := memory(t, 20_000, small, large)
	require.NoError(t, err)
	require.Len(t, r.rows, 2)
	for _, row := range r.rows {
		require.Equal(t, 20_000, row.Entries)
		require.EqualValues(t, 20_000, row.Sets)
	}
	require.InDelta(t, 512, r.rows[1].Overhead()-r.rows[0].Overhead(), 20)
	require.Greater(t, r.rows[0].Overhead(), 64.0+16, "a map takes something too")
	require.InDelta(t, 128, float64(r.rows[1].Bytes)/20_000, 40, "by Set; what the fake remembers is in it")
}

// TestResidentMemory: what the system has given is at least what a cache has
// touched.
func TestResidentMemory(t *testing.T) {
	const kept = 4096
	r, err := memory(t, 5000, padded(kept, 0))
	require.NoError(t, err)
	row := r.rows[0]
	if runtime.GOOS != "linux" {
		require.False(t, row.Resident.Known)
		return
	}
	require.True(t, row.Resident.Known)
	require.Greater(t, row.ResidentByEntry(), kept*0.9, "pages that the process has had before are in it too")
}

// TestCopiesAreNotResident of a cache that keeps them, neither in the heap nor in what
// the system has given. This one says so and does not: what it takes is then less than
// nothing.
func TestCopiesAreNotResident(t *testing.T) {
	const value = 4096
	b := padded(0, 0)
	b.Copies = true
	p := plan(entriesOf(t, 5000, fmt.Sprint(value)), b)
	p.Subject = bench.Memory
	r, err := run(t, p)
	require.NoError(t, err)
	row := r.rows[0]
	require.Less(t, row.Overhead(), -value/2.0)
	if row.Resident.Known {
		require.Less(t, row.ResidentByEntry(), -value/2.0)
	}
}

func TestMemoryOfLarder(t *testing.T) {
	r, err := memory(t, 1000, bench.Larder()...)
	require.NoError(t, err)
	require.Equal(t, []string{"noop: it holds no entries"}, r.skipped)
	for _, row := range r.rows {
		require.Greater(t, row.Overhead(), 24.0, "%s: a slice at least", row.Backend)
		require.Regexp(t, `^Memory/backend=[a-z-]+/cap=0-\d+$`, row.Name())
	}
}

func TestUnitsOfMemory(t *testing.T) {
	p := plan(entries(t, 100), padded(8, 0))
	p.Subject = bench.Memory
	text := written(t, p)
	results, units := parsed(t, text)
	require.Len(t, results, 1)
	known := bench.Memory.Units()
	if runtime.GOOS != "linux" {
		known = known[:len(known)-1] // there is no resident set
	}
	require.Len(t, results[0].Values, len(known))
	for _, u := range known {
		_, ok := results[0].Value(u.Name)
		require.True(t, ok, u.Name)
		require.Equal(t, -1, units.GetBetter(u.Name), u.Name)
	}
	require.NotContains(t, text, "ns/op")
}

// TestEntriesThatAreDropped: what a cache drops at first is stored again; a figure
// without it would flatter.
func TestEntriesThatAreDropped(t *testing.T) {
	for _, c := range []struct {
		name    string
		every   int // Set that is dropped
		missing bool
	}{{"Some", 3, false}, {"Always", 1, true}} {
		t.Run(c.name, func(t *testing.T) {
			b, made := backend("b", func(f *fake) {
				sets := 0
				f.set = func(f *fake, key string, value []byte, _ time.Duration) error {
					if sets++; sets%c.every != 0 {
						f.m[key] = value
					}
					return nil
				}
			})
			r, err := memory(t, 100, b)
			if c.missing {
				require.ErrorIs(t, err, bench.ErrInvalid)
				require.ErrorContains(t, err, "of 100 entries 100 are missing after they were stored 10 times")
				return
			}
			require.NoError(t, err)
			require.Len(t, (*made)[0].m, 100)
			require.Equal(t, 100, r.rows[0].Entries)
		})
	}
}

func TestBrokenMemory(t *testing.T) {
	for want, breakIt := range map[string]func(*fake){
		"wrong value: Get(key:": func(f *fake) {
			f.get = func(*fake, string) ([]byte, bool) { return []byte("12345678"), true }
		},
		"it holds 101 entries, and there are 100 keys": func(f *fake) {
			f.size = func(*fake) int { return 101 }
		},
	} {
		b, _ := backend("b", breakIt)
		_, err := memory(t, 100, b)
		require.ErrorIs(t, err, bench.ErrInvalid)
		require.ErrorContains(t, err, "backend b on memory: ")
		require.ErrorContains(t, err, want)
	}
}

func TestGroupsOfMemory(t *testing.T) {
	a, b := cell("a"), cell("b")
	a.Subject, b.Subject = bench.Memory, bench.Memory
	a.Variant, b.Variant = "10 keys", "10 keys"
	row := func(c bench.Cell, heap int64) bench.Row {
		r := rowsOf(c, 1)[0]
		r.HeapBytes, r.Entries = heap, 10
		return r
	}
	groups := bench.Summarize([]bench.Row{row(a, 960), row(b, 640)})
	require.Len(t, groups, 1)
	require.Equal(t, "w, 10 keys", groups[0].String())
	require.Equal(t, "b", groups[0].Summaries[0].Backend)
	require.InDelta(t, 64, groups[0].Summaries[0].Overhead, 1e-9)
	require.Empty(t, groups[0].Verdict())
}
