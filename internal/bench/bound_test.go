package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

// bounded is a fake that keeps as many entries as its setup says, and some more
// where it is lax: what is new takes the place of what was set first. Its counts
// are larder's.
type bounded struct {
	*fake
	setup bench.Setup
	order []string
	stats larder.Stats
}

func (b *bounded) Stats() larder.Stats { return b.stats }

// boundedBackend returns a backend of such caches, of larder's own if it is said so,
// and where to find those it made.
func boundedBackend(name string, own bool, lax int) (bench.Backend, *[]*bounded) {
	made := new([]*bounded)
	return bench.Backend{Name: name, Own: own, NewString: func(s bench.Setup) (bench.Cache[string], error) {
		b := &bounded{fake: &fake{m: make(map[string][]byte)}, setup: s}
		b.set = func(f *fake, key string, value []byte, _ time.Duration) error {
			if _, ok := f.m[key]; !ok {
				b.order = append(b.order, key)
			}
			f.m[key] = value
			if s.Capacity > 0 && len(f.m) > s.Capacity+lax {
				delete(f.m, b.order[0])
				b.order = b.order[1:]
				if !s.NoStats {
					b.stats.Evictions++
				}
			}
			return nil
		}
		*made = append(*made, b)
		return b, nil
	}}, made
}

// boundedPlan is a plan with capacities.
func boundedPlan(t *testing.T, backend bench.Backend, limits ...bench.Capacity) bench.Plan {
	t.Helper()
	p := plan(synthetic(t, spec(t, 100)), backend)
	p.Capacities = limits
	return p
}

func TestNamesOfBoundedCaches(t *testing.T) {
	own, _ := boundedBackend("own", true, 0)
	theirs, _ := boundedBackend("theirs", false, 0)
	p := boundedPlan(t, own, bench.Capacity{}, bench.Capacity{Percent: 10}, bench.Capacity{Entries: 20})
	p.Backends = append(p.Backends, theirs)
	p.Policies = []larder.Policy{larder.PolicyAdaptive, larder.PolicyLRU}
	require.NoError(t, p.Check())
	r, err := run(t, p)
	require.NoError(t, err)
	var names, labels []string
	for _, row := range r.rows {
		names = append(names, strings.TrimRight(row.Name(), "0123456789"))
		labels = append(labels, row.Label())
	}
	require.Equal(t, []string{
		"Cache/wl=small/backend=own/cap=0/goroutines=1-",
		"Cache/wl=small/backend=theirs/cap=0/goroutines=1-",
		"Cache/wl=small/backend=own/cap=5/goroutines=1-",
		"Cache/wl=small/backend=own/cap=5/policy=lru/goroutines=1-",
		"Cache/wl=small/backend=theirs/cap=5/goroutines=1-",
		"Cache/wl=small/backend=own/cap=20/goroutines=1-",
		"Cache/wl=small/backend=own/cap=20/policy=lru/goroutines=1-",
		"Cache/wl=small/backend=theirs/cap=20/goroutines=1-",
	}, names, "the default has no part, so that benchstat -col /backend compares it with others")
	require.Equal(t, []string{"own", "theirs", "own", "own lru", "theirs", "own", "own lru", "theirs"}, labels)
	require.Equal(t, len(r.rows), p.Steps())

	var groups []string
	for _, g := range bench.Summarize(r.rows) {
		groups = append(groups, g.String())
	}
	require.Equal(t, []string{"small, 1 goroutine", "small, capacity 5, 1 goroutine", "small, capacity 20, 1 goroutine"}, groups)
}

func TestBoundedCachesAreToldTheirSetup(t *testing.T) {
	own, made := boundedBackend("own", true, 0)
	p := boundedPlan(t, own, bench.Capacity{Percent: 10})
	p.Policies = []larder.Policy{larder.PolicyS3FIFO}
	require.NoError(t, p.Check())
	_, err := run(t, p)
	require.NoError(t, err)
	require.Len(t, *made, 2)
	require.Equal(t, 1<<16, (*made)[0].setup.Capacity, "a trial before the number of keys is known")
	require.Equal(t, 5, (*made)[1].setup.Capacity)
	require.Equal(t, larder.PolicyS3FIFO, (*made)[1].setup.Policy)
}

func TestCapacity(t *testing.T) {
	for _, c := range []struct {
		capacity bench.Capacity
		keys     int
		want     int
		text     string
	}{
		{bench.Capacity{}, 50, 0, "0"},
		{bench.Capacity{Entries: 7}, 50, 7, "7"},
		{bench.Capacity{Entries: 7}, 0, 7, "7"},
		{bench.Capacity{Percent: 10}, 0, 1 << 16, "10%"},
		{bench.Capacity{Percent: 10}, 1_000_000, 100_000, "10%"},
		{bench.Capacity{Percent: 0.1}, 1_000_000, 1_000, "0.1%"},
		{bench.Capacity{Percent: 33}, 5, 2, "33%"},
		{bench.Capacity{Percent: 1}, 5, 1, "1%"},
	} {
		require.Equal(t, c.want, c.capacity.Of(c.keys), c.text)
		require.Equal(t, c.text, c.capacity.String())
	}
}

// TestSharesThatAreOneNumber: they would have one name, which shows only when the
// number of keys is known.
func TestSharesThatAreOneNumber(t *testing.T) {
	own, _ := boundedBackend("own", true, 0)
	p := boundedPlan(t, own, bench.Capacity{Percent: 10}, bench.Capacity{Entries: 5})
	require.NoError(t, p.Check())
	_, err := run(t, p)
	require.ErrorContains(t, err, "two combinations would be called Cache/wl=small/backend=own/cap=5/")
}

// TestMissesAreFilled: of reads alone too, and what was evicted comes back.
func TestMissesAreFilled(t *testing.T) {
	own, _ := boundedBackend("own", true, 0)
	r, err := run(t, boundedPlan(t, own, bench.Capacity{Entries: 10}))
	require.NoError(t, err)
	row := r.rows[0]
	require.Equal(t, row.Gets, row.Hits+row.Fills)
	require.Positive(t, row.Fills)
	require.Positive(t, row.Hits)
	require.Equal(t, 10, row.Bound.Resident)
	require.Equal(t, row.Fills, row.Bound.Evictions, "each fill puts one out; those of the warm-up are not among them")

	results, _ := parsed(t, written(t, boundedPlan(t, own, bench.Capacity{Entries: 10})))
	perOp, ok := results[0].Value("evictions/op")
	require.True(t, ok)
	require.InDelta(t, float64(row.Fills)/float64(row.Gets), perOp, 1e-4)
	_, ok = results[0].Value("rejections/op")
	require.True(t, ok)
}

// TestNoCountsNoUnits: neither without a capacity, nor without statistics.
func TestNoCountsNoUnits(t *testing.T) {
	own, _ := boundedBackend("own", true, 0)
	without := boundedPlan(t, own, bench.Capacity{Entries: 10})
	without.NoStats = true
	for _, p := range []bench.Plan{without, boundedPlan(t, own)} {
		results, _ := parsed(t, written(t, p))
		_, ok := results[0].Value("evictions/op")
		require.False(t, ok)
	}
}

// TestWarmUp: a bounded cache has had the whole stream before it is measured, any
// other a tenth.
func TestWarmUp(t *testing.T) {
	for capacity, want := range map[int]int{0: 10_000 + 1_000, 10: 10_000 + 10_000} {
		own, made := boundedBackend("own", true, 0)
		r, err := run(t, boundedPlan(t, own, bench.Capacity{Entries: capacity}))
		require.NoError(t, err)
		require.EqualValues(t, 10_000, r.rows[0].Gets)
		gets := 0
		for _, call := range (*made)[0].calls {
			if strings.HasPrefix(call, "get") {
				gets++
			}
		}
		require.Equal(t, want, gets, "capacity %d", capacity)
	}
}

// TestWarmUpEnds: of a slow cache less than the stream is run, ten times as long as
// a sample at most.
func TestWarmUpEnds(t *testing.T) {
	own, made := boundedBackend("own", true, 0)
	slow := own
	slow.NewString = func(s bench.Setup) (bench.Cache[string], error) {
		c, err := own.NewString(s)
		(*made)[0].get = func(f *fake, key string) ([]byte, bool) {
			for began := time.Now(); time.Since(began) < 100*time.Microsecond; {
			}
			v, ok := f.m[key]
			return v, ok
		}
		return c, err
	}
	p := boundedPlan(t, slow, bench.Capacity{Entries: 10})
	p.Ops, p.Duration = 0, time.Millisecond
	_, err := run(t, p)
	require.NoError(t, err)
	require.Less(t, len((*made)[0].calls), 10_000, "the stream alone has as many Gets")
}

// TestAboveCapacity: larder's own may not be, and others not by much.
func TestAboveCapacity(t *testing.T) {
	many := spec(t, 100)
	many.Keys = 2000
	var all []uint32
	for i := range uint32(2000) {
		all = append(all, i)
	}
	for _, c := range []struct {
		name    string
		own     bool
		lax     int
		invalid string // "": it is valid
		notes   []string
	}{
		{"OwnAtCapacity", true, 0, "", nil},
		{"OwnAbove", true, 1, "the cache holds 1001 entries, and its capacity is 1000", nil},
		{"TheirsAtCapacity", false, 0, "", nil},
		{"TheirsAbove", false, 228, "", []string{"b held up to 1228 entries after a sample, with a capacity of 1000"}},
		{"TheirsFarAbove", false, 229, "the cache holds 1229 entries, and its capacity is 1000: caches of others may hold 10 % and 128 more", nil},
	} {
		for _, work := range []func() (bench.Work, error){synthetic(t, many), recorded(t, all...)} {
			t.Run(c.name, func(t *testing.T) {
				b, _ := boundedBackend("b", c.own, c.lax)
				p := plan(work, b)
				p.Capacities, p.Samples = []bench.Capacity{{Entries: 1000}}, 3
				r, err := run(t, p)
				require.Equal(t, c.notes, r.notes, "once for all samples")
				if c.invalid == "" {
					require.NoError(t, err)
					return
				}
				require.ErrorIs(t, err, bench.ErrInvalid)
				require.ErrorContains(t, err, c.invalid)
				require.Empty(t, r.rows)
			})
		}
	}
}

// TestBoundsComeFromElsewhere: what a cache held is told by who took the sample, in
// JSON where that is another process.
func TestBoundsComeFromElsewhere(t *testing.T) {
	theirs, _ := boundedBackend("theirs", false, 3)
	there := boundedPlan(t, theirs, bench.Capacity{Percent: 20})
	here := there
	here.Elsewhere = func(ctx context.Context, work int, c bench.Cell) (s bench.Single, err error) {
		taken, err := there.Take(ctx, work, c.Name())
		require.NoError(t, err)
		text, err := json.Marshal(taken)
		require.NoError(t, err)
		return s, json.Unmarshal(text, &s)
	}
	r, err := run(t, here)
	require.NoError(t, err)
	require.Positive(t, r.rows[0].Bound.Evictions)
	require.Equal(t, []string{"theirs held up to 13 entries after a sample, with a capacity of 10"}, r.notes)
}

// TestOthersMayEvictLater: what they hold is counted when they have come to rest.
func TestOthersMayEvictLater(t *testing.T) {
	b, made := boundedBackend("b", false, 1000)
	late := b
	late.NewString = func(s bench.Setup) (bench.Cache[string], error) {
		_, err := b.NewString(s)
		return lateCache{(*made)[len(*made)-1]}, err
	}
	many := spec(t, 100)
	many.Keys = 500
	p := plan(synthetic(t, many), late)
	p.Capacities = []bench.Capacity{{Entries: 10}}
	r, err := run(t, p)
	require.NoError(t, err)
	require.Equal(t, 10, r.rows[0].Bound.Resident)
	require.Empty(t, r.notes)
}

// lateCache evicts when it is waited for.
type lateCache struct{ *bounded }

func (l lateCache) Wait() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.m) > l.setup.Capacity {
		delete(l.m, l.order[0])
		l.order = l.order[1:]
	}
}

func TestWhatCannotBeBoundedIsLeftOut(t *testing.T) {
	b, _ := backend("plain", nil)
	b.Unbounded = true
	p := boundedPlan(t, b, bench.Capacity{}, bench.Capacity{Entries: 10})
	r, err := run(t, p)
	require.NoError(t, err)
	require.Len(t, r.rows, 1)
	require.Equal(t, []string{"plain: it has no capacity"}, r.skipped)
}

func TestAnErrorOfTheNoteOfExcessEndsThePlan(t *testing.T) {
	b, _ := boundedBackend("b", false, 1)
	err := boundedPlan(t, b, bench.Capacity{Entries: 10}).Run(t.Context(), deaf{new(recorder)})
	require.ErrorIs(t, err, errDeaf)
}

// TestBoundedReplaysBeginEmpty: a trace has no warm-up, and its counts are those of
// all replays.
func TestBoundedReplaysBeginEmpty(t *testing.T) {
	own, made := boundedBackend("own", true, 0)
	p := plan(recorded(t, 0, 1, 2, 0, 1, 2), own)
	p.Capacities = []bench.Capacity{{Entries: 2}}
	r, err := run(t, p)
	require.NoError(t, err)
	require.Len(t, *made, 1)
	require.Equal(t, bench.Tally{Gets: 6, Fills: 6}, r.rows[0].Tally)
	require.Equal(t, bench.Bound{Resident: 2, Counted: true, Evictions: 4}, r.rows[0].Bound)

	p.Ops, p.Duration = 0, time.Millisecond
	r, err = run(t, p)
	require.NoError(t, err)
	replays := uint64(len(*made) - 1)
	require.Equal(t, bench.Bound{Resident: 2, Counted: true, Evictions: 4 * replays}, r.rows[0].Bound)
}

// TestUnitsOfABoundAreListed: what rows have, the list of units has.
func TestUnitsOfABoundAreListed(t *testing.T) {
	var b bytes.Buffer
	row := bench.Row{Outcome: bench.Outcome{
		Tally: bench.Tally{Gets: 100, Hits: 50, Fills: 50}, Elapsed: time.Microsecond,
		Bound: bench.Bound{Counted: true, Evictions: 50, Rejections: 25},
	}}
	require.NoError(t, bench.NewWriter(&b).Row(row))
	require.Contains(t, b.String(), " 0.5 evictions/op 0.25 rejections/op\n")
	var units []string
	for _, u := range bench.Speed.Units() {
		units = append(units, u.Name)
	}
	require.Subset(t, units, []string{"evictions/op", "rejections/op"})
}
