package bench_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/replay"
	"github.com/larder-go/larder/workload"
)

// TestCachesAreToldWhatEntriesTake: of keys of 20 or 8 bytes and values of 64.
func TestCachesAreToldWhatEntriesTake(t *testing.T) {
	var told []bench.Setup
	b, _ := backend("bytes", nil)
	b.Cannot = func(s bench.Setup) string {
		told = append(told, s)
		return ""
	}
	s := spec(t, 95)
	var err error
	s.Size, err = workload.ParseSize("uniform:10:100")
	require.NoError(t, err)
	p := plan(synthetic(t, s), b)
	require.NoError(t, p.Check())
	require.Empty(t, told, "nothing is known before there is a workload")
	r, err := run(t, p)
	require.NoError(t, err)
	total, largest := 0, 0
	for key := range 50 {
		size := 0
		for _, op := range r.works[0].Stream.Ops {
			if int(op.Key) == key {
				size = max(size, int(op.Size))
			}
		}
		total, largest = total+size, max(largest, size)
	}
	require.Equal(t, 20+total/50, told[0].EntryBytes)
	require.Equal(t, 20+largest, told[0].LargestBytes)

	p.IntKeys = true
	p.Backends[0].NewInt = bench.Larder()[0].NewInt
	_, err = run(t, p)
	require.NoError(t, err)
	require.Equal(t, 8+largest, told[len(told)-1].LargestBytes)
}

// TestBeyondABackend: what it says of itself is the reason, in replays too.
func TestBeyondABackend(t *testing.T) {
	b, made := backend("small", nil)
	b.Cannot = func(s bench.Setup) string {
		if s.Capacity < 100 {
			return ""
		}
		return fmt.Sprintf("it holds 99 entries of %d bytes at most", s.EntryBytes)
	}
	p := plan(synthetic(t, spec(t, 100)), b)
	p.Capacities = []bench.Capacity{{Entries: 10}, {Entries: 100}}
	r, err := run(t, p)
	require.NoError(t, err)
	require.Len(t, *made, 1)
	require.Equal(t, []string{"small: it holds 99 entries of 84 bytes at most"}, r.skipped)

	stream := &workload.Stream{Keys: 1, Ops: []workload.Op{{}}}
	re, err := bench.NewReplay(stream, nil, 0)
	require.NoError(t, err)
	require.NoError(t, re.Fits(b, replay.Limits{Capacity: 99}))
	err = re.Fits(b, replay.Limits{Capacity: 100})
	require.ErrorIs(t, err, bench.ErrUnbounded)
	require.ErrorContains(t, err, "small: it holds 99 entries of 36 bytes at most", "stand-ins for values have 16")
}

// TestOneTimeToLiveForAll: a cache is made with that of the entries, where they have
// one, and not measured where they have several.
func TestOneTimeToLiveForAll(t *testing.T) {
	var made []time.Duration
	b, _ := backend("one", nil)
	b.OneTTL = true
	open := b.NewString
	b.NewString = func(s bench.Setup) (bench.Cache[string], error) {
		made = append(made, s.TTL)
		return open(s)
	}
	of := func(ttl string) func() (bench.Work, error) {
		s := spec(t, 90)
		s.Mix = workload.Mix{Get: 0.9, Set: 0.05, Delete: 0.05}
		if ttl != "" {
			var err error
			s.TTL, err = workload.ParseTTL(ttl)
			require.NoError(t, err)
		}
		return synthetic(t, s)
	}
	p := plan(of(""), b)
	p.Works = append(p.Works, of("5m"), of("uniform:1m:5m"))
	r, err := run(t, p)
	require.NoError(t, err)
	require.Equal(t, []time.Duration{time.Hour, 5 * time.Minute}, made)
	require.Equal(t, []string{"one: it has one time to live for all entries, and small has several"}, r.skipped)

	swept := mortalBackend("swept", false, nil)
	swept.OneTTL = true
	coarse := mortalBackend("coarse", false, nil)
	coarse.Seconds = true
	r, err = run(t, sweepPlan(t, "ttl-dead", swept, coarse))
	require.ErrorIs(t, err, bench.ErrInvalid)
	require.Equal(t, []string{
		"swept: it has one time to live for all entries, and some here are never to expire", "coarse: its times to live are whole seconds",
	}, r.skipped)
}

// TestWhatIsToBeKnownIsTold once for each backend and set-up.
func TestWhatIsToBeKnownIsTold(t *testing.T) {
	b, _ := backend("b", nil)
	b.Later, b.Copies = true, true
	b.Note = func(s bench.Setup) string {
		if s.Capacity == 0 {
			return ""
		}
		return fmt.Sprintf("b has room for %d bytes", s.Capacity*s.EntryBytes)
	}
	p := plan(synthetic(t, spec(t, 100)), b)
	p.Goroutines = []int{1, 2}
	p.Capacities = []bench.Capacity{{}, {Entries: 50}}
	r, err := run(t, p)
	require.NoError(t, err)
	require.Equal(t, []string{
		"b finishes Sets later: that is waited for after filling and before entries are counted, not while it is measured",
		"b keeps copies of keys and values, and returns copies",
		"b has room for 4200 bytes",
	}, r.notes)
}

// TestCopiesAreNotOverhead, and what is beside the heap is not seen.
func TestCopiesAreNotOverhead(t *testing.T) {
	shares, _ := backend("shares", nil)
	copies, _ := backend("copies", func(f *fake) {
		f.set = func(f *fake, key string, value []byte, _ time.Duration) error {
			f.m[key] = slices.Clone(value)
			f.calls = nil
			return nil
		}
	})
	copies.Copies = true
	beside := shares
	beside.Name, beside.OffHeap = "beside", true
	s := spec(t, 0)
	s.Keys = 1000
	var err error
	s.Size, err = workload.ParseSize("1000")
	require.NoError(t, err)
	p := plan(synthetic(t, s), shares, copies, beside)
	p.Subject, p.TTL = bench.Memory, larder.NoExpiry
	r, err := run(t, p)
	require.NoError(t, err)
	require.Equal(t, []string{"beside: it takes memory beside the heap, which is not looked at"}, r.skipped)
	require.Len(t, r.rows, 2)
	require.InDelta(t, r.rows[0].Overhead(), r.rows[1].Overhead(), 250, "values of 1000 bytes are copied")
}
