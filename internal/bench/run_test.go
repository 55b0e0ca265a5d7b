package bench_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/workload"
)

// TestLarderBackends takes a sample of every backend with both types of keys, on
// a synthetic workload with all kinds of operation and on a trace.
func TestLarderBackends(t *testing.T) {
	var many []uint32
	for i := range uint32(2000) {
		many = append(many, i%37)
	}
	mixed := spec(t, 90)
	mixed.Mix = workload.Mix{Get: 0.9, Set: 0.05, Delete: 0.05}
	for _, work := range []struct {
		name string
		make func() (bench.Work, error)
	}{{"ReadOnly", synthetic(t, spec(t, 100))}, {"Mixed", synthetic(t, mixed)}, {"Trace", recorded(t, many...)}} {
		for _, intKeys := range []bool{false, true} {
			t.Run(work.name, func(t *testing.T) {
				p := plan(work.make, bench.Larder()...)
				p.IntKeys, p.Goroutines, p.Shards = intKeys, []int{1, 3}, []int{4}
				r, err := run(t, p)
				require.NoError(t, err)
				require.Equal(t, p.Steps(), len(r.rows)+len(r.skipped))
				for _, row := range r.rows {
					require.EqualValues(t, len(r.works[0].Stream.Ops), row.Ops(), row.Name())
					require.Positive(t, row.Elapsed, row.Name())
					if !row.Floor {
						require.Positive(t, row.Hits, row.Name())
					}
				}
			})
		}
	}
}

func TestTableOfBackends(t *testing.T) {
	var names, usual []string
	for _, b := range bench.Larder() {
		require.NotContains(t, names, b.Name)
		require.NotEmpty(t, b.About, b.Name)
		names = append(names, b.Name)
		if b.Default {
			usual = append(usual, b.Name)
		}
	}
	require.ElementsMatch(t, []string{"noop", "rawmap", "cow", "syncmap", "rwmutex", "sharded"}, usual)
	require.Contains(t, names, "sharded-cow")
}

func TestReadsUseOtherCopiesOfTheKeys(t *testing.T) {
	stored := make(map[string]*byte)
	b, _ := backend("watched", func(f *fake) {
		f.set = func(f *fake, key string, v []byte, _ time.Duration) error {
			stored[key] = unsafe.StringData(key)
			f.m[key] = v
			return nil
		}
		f.get = func(f *fake, key string) ([]byte, bool) {
			require.Contains(t, stored, key)
			require.NotSame(t, stored[key], unsafe.StringData(key))
			v, ok := f.m[key]
			return v, ok
		}
	})
	_, err := run(t, plan(synthetic(t, spec(t, 95)), b))
	require.NoError(t, err)
	for key := range stored {
		require.Len(t, key, 20)
	}
}

func TestSyntheticBeginsFull(t *testing.T) {
	b, made := backend("good", nil)
	r, err := run(t, plan(synthetic(t, spec(t, 100)), b))
	require.NoError(t, err)
	require.Len(t, *made, 1)
	require.Equal(t, r.rows[0].Gets, r.rows[0].Hits)
	sets := slices.DeleteFunc(slices.Clone((*made)[0].calls), func(c string) bool { return strings.HasPrefix(c, "get") })
	require.Len(t, sets, 50, "each key is stored once, and none is written later")
}

func TestTraceBeginsEmptyAndIsReplayedInOrder(t *testing.T) {
	b, made := backend("good", nil)
	p := plan(recorded(t, 0, 1, 0, 2, 1), b)
	p.Samples = 2
	r, err := run(t, p)
	require.NoError(t, err)
	require.Len(t, *made, 2, "a cache for each sample")
	for i, row := range r.rows {
		require.Equal(t, bench.Tally{Gets: 5, Hits: 2, Fills: 3}, row.Tally)
		var kinds []string
		var keys []string
		for _, call := range (*made)[i].calls {
			kind, key, _ := strings.Cut(call, " ")
			kinds, keys = append(kinds, kind), append(keys, key)
		}
		require.Equal(t, []string{"get", "set", "get", "set", "get", "get", "set", "get"}, kinds)
		require.Equal(t, keys[0], keys[4])
		require.Equal(t, keys[2], keys[7])
	}
	require.Equal(t, "trace", r.works[0].Name)
}

func TestTraceForADurationIsReplayedWhole(t *testing.T) {
	b, made := backend("good", nil)
	p := plan(recorded(t, 0, 1, 0, 2, 1), b)
	p.Ops, p.Duration = 0, time.Millisecond
	r, err := run(t, p)
	require.NoError(t, err)
	row := r.rows[0]
	require.GreaterOrEqual(t, row.Elapsed, time.Millisecond)
	require.EqualValues(t, 5*len(*made), row.Ops())
	require.EqualValues(t, 2*len(*made), row.Hits)
}

func TestFirstRequestsOfATrace(t *testing.T) {
	s := &workload.Stream{Ops: make([]workload.Op, 10), Keys: 1}
	w, err := bench.Recorded(s, bench.Source{Trace: "x"}, 4, 8)
	require.NoError(t, err)
	require.Len(t, w.Stream.Ops, 4)
	require.EqualValues(t, 8, w.Stream.Ops[3].Size)
	require.Zero(t, s.Ops[0].Size, "the trace itself is left alone")

	_, err = bench.Recorded(s, bench.Source{Trace: "x"}, 11, 8)
	require.ErrorContains(t, err, "11 operations are asked for, and x has 10")
	_, err = bench.Recorded(&workload.Stream{}, bench.Source{Trace: "x"}, 0, 8)
	require.ErrorContains(t, err, "x holds no operation")
}

func TestDuration(t *testing.T) {
	b, _ := backend("good", func(f *fake) {
		f.get = func(f *fake, key string) ([]byte, bool) {
			f.calls = nil
			v, ok := f.m[key]
			return v, ok
		}
	})
	p := plan(synthetic(t, spec(t, 100)), b)
	p.Ops, p.Duration = 0, 5*time.Millisecond
	r, err := run(t, p)
	require.NoError(t, err)
	require.GreaterOrEqual(t, r.rows[0].Elapsed, p.Duration)
}

func TestSamplesAreInterleaved(t *testing.T) {
	a, _ := backend("a", nil)
	b, _ := backend("b", nil)
	c, _ := backend("c", nil)
	p := plan(synthetic(t, spec(t, 100)), a, b, c)
	p.Samples = 3
	r, err := run(t, p)
	require.NoError(t, err)
	require.Equal(t, []string{"a", "b", "c", "c", "b", "a", "a", "b", "c"}, r.begun)
}

func TestCancelledRunKeepsRows(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b, _ := backend("good", nil)
	p := plan(synthetic(t, spec(t, 100)), b)
	p.Samples = 5
	r := &recorder{}
	r.onRow = func(bench.Row) error {
		if len(r.rows) == 2 {
			cancel()
		}
		return nil
	}
	require.ErrorIs(t, p.Run(ctx, r), context.Canceled)
	require.Len(t, r.rows, 2)
}

func TestCancelEndsThePreparation(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	b, made := backend("good", nil)
	work := synthetic(t, spec(t, 100))
	p := plan(func() (bench.Work, error) {
		defer cancel()
		return work()
	}, b)
	r := &recorder{}
	require.ErrorIs(t, p.Run(ctx, r), context.Canceled)
	require.Empty(t, *made)
	require.Empty(t, r.begun, "keys and values are not made to the end")
}

func TestCombinationsOfOneNameAreRefused(t *testing.T) {
	b, _ := backend("good", nil)
	p := plan(synthetic(t, spec(t, 100)), b, b)
	require.ErrorContains(t, p.Check(), "two combinations would be called Cache/wl=/backend=good/")
	p.Backends = p.Backends[:1]
	require.NoError(t, p.Check())
}

func TestCancelEndsASampleThatWouldGoOn(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b, _ := backend("good", func(f *fake) {
		f.get = func(f *fake, key string) ([]byte, bool) {
			cancel()
			f.calls = nil
			v, ok := f.m[key]
			return v, ok
		}
	})
	p := plan(synthetic(t, spec(t, 100)), b)
	p.Ops, p.Duration = 0, time.Hour
	r := &recorder{}
	require.ErrorIs(t, p.Run(ctx, r), context.Canceled)
	require.Empty(t, r.rows, "a sample that was cut short is no sample")
}

func TestReporterEndsThePlan(t *testing.T) {
	full := errors.New("disk full")
	b, _ := backend("good", nil)
	p := plan(synthetic(t, spec(t, 100)), b)
	p.Samples = 5
	r := &recorder{onRow: func(bench.Row) error { return full }}
	require.ErrorIs(t, p.Run(context.Background(), r), full)
	require.Len(t, r.rows, 1)
}

func TestValuesThatDoNotFitInMemory(t *testing.T) {
	s := spec(t, 100)
	s.Size, _ = workload.ParseSize("1073741824")
	b, _ := backend("good", nil)
	_, err := run(t, plan(synthetic(t, s), b))
	require.ErrorIs(t, err, bench.ErrTooLarge)
	require.ErrorContains(t, err, "one for each of 50 keys takes 51200 MiB")
}

func TestCheckFindsRefusedOptions(t *testing.T) {
	p := plan(synthetic(t, spec(t, 100)), bench.Larder()...)
	require.NoError(t, p.Check())
	p.TTL = -1
	require.ErrorContains(t, p.Check(), "backend cow: larder: Options.TTL")
}
