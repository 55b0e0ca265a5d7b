package bench_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/bench"
)

// memoryPlan is a plan that measures the memory of bounded caches of 100 keys.
func memoryPlan(t *testing.T, b bench.Backend, limits ...bench.Capacity) bench.Plan {
	t.Helper()
	p := plan(entries(t, 100), b)
	p.Subject, p.Capacities = bench.Memory, limits
	return p
}

// TestMemoryOfABoundedCache: it gets all keys and as many fresh ones as it has room
// for, and then those again that are there, twice.
func TestMemoryOfABoundedCache(t *testing.T) {
	own, made := boundedBackend("own", true, 0)
	p := memoryPlan(t, own, bench.Capacity{}, bench.Capacity{Percent: 10}, bench.Capacity{Percent: 100})
	p.Policies = []larder.Policy{larder.PolicyAdaptive, larder.PolicyLRU}
	r, err := run(t, p)
	require.NoError(t, err)
	var names []string
	for i, row := range r.rows {
		names = append(names, strings.TrimRight(row.Name(), "0123456789"))
		capacity := (*made)[i].setup.Capacity
		entries := capacity
		if capacity == 0 {
			entries = 100
		}
		require.Equal(t, entries, row.Entries)
		require.EqualValues(t, entries, row.Sets, "those that were measured")

		sets, distinct := 0, make(map[string]bool)
		for _, call := range (*made)[i].calls {
			if key, ok := strings.CutPrefix(call, "set "); ok {
				sets++
				distinct[key] = true
			}
		}
		require.Len(t, distinct, 100+capacity)
		require.Equal(t, 100+capacity+2*entries, sets)
		require.EqualValues(t, 100+capacity-entries, (*made)[i].stats.Evictions, "overwriting evicts nothing")
	}
	require.Equal(t, []string{
		"Memory/backend=own/cap=0-",
		"Memory/backend=own/cap=10-",
		"Memory/backend=own/cap=10/policy=lru-",
		"Memory/backend=own/cap=100-",
		"Memory/backend=own/cap=100/policy=lru-",
	}, names)
}

// TestMemoryOfWhatLeft: what a cache keeps of entries that left is in the figure, by
// resident entry.
func TestMemoryOfWhatLeft(t *testing.T) {
	const keys, kept = 20_000, 512
	haunted := func(name string, kept int) bench.Backend {
		b, made := boundedBackend(name, true, 0)
		open := b.NewString
		b.NewString = func(s bench.Setup) (bench.Cache[string], error) {
			c, err := open(s)
			cache := (*made)[len(*made)-1]
			set := cache.set
			var ghosts [][]byte
			cache.set = func(f *fake, key string, value []byte, ttl time.Duration) error {
				f.calls = nil // what the fake remembers is not the cache's
				before := cache.stats.Evictions
				err := set(f, key, value, ttl)
				if cache.stats.Evictions > before {
					ghosts = append(ghosts, make([]byte, kept))
				}
				return err
			}
			return c, err
		}
		return b
	}
	p := plan(entries(t, keys), haunted("plain", 0), haunted("haunted", kept))
	p.Subject, p.Capacities = bench.Memory, []bench.Capacity{{Percent: 100}}
	r, err := run(t, p)
	require.NoError(t, err)
	require.Len(t, r.rows, 2)
	require.InDelta(t, kept, r.rows[1].Overhead()-r.rows[0].Overhead(), 20, "as many left as are there")
}

func TestBoundedMemoryOfLarder(t *testing.T) {
	p := plan(entries(t, 1000), bench.Larder()...)
	p.Subject = bench.Memory
	p.Capacities, p.Policies = []bench.Capacity{{Percent: 100}, {Entries: 64}}, larder.Policies()
	r, err := run(t, p)
	require.NoError(t, err)
	require.Contains(t, r.skipped, "rawmap: it has no capacity")
	for _, row := range r.rows {
		require.Contains(t, []int{64, 1000}, row.Entries, "it is full: %s", row.Name())
	}
}

func TestBrokenMemoryOfABoundedCache(t *testing.T) {
	for _, c := range []struct {
		name    string
		lax     int
		breakIt func(*bounded)
		want    string
	}{
		{"HoldsMore", 1, nil, "the cache holds 11 entries, and its capacity is 10"},
		{"HoldsNone", 0, func(b *bounded) {
			b.set = func(*fake, string, []byte, time.Duration) error { return nil }
		}, "the cache says that it holds 0 entries, and 0 of the 110 that were stored are there"},
		{"WrongValue", 0, func(b *bounded) {
			b.get = func(*fake, string) ([]byte, bool) { return []byte("12345678"), true }
		}, "wrong value: Get(key:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			own, made := boundedBackend("own", true, c.lax)
			broken := own
			broken.NewString = func(s bench.Setup) (bench.Cache[string], error) {
				cache, err := own.NewString(s)
				if c.breakIt != nil {
					c.breakIt((*made)[len(*made)-1])
				}
				return cache, err
			}
			_, err := run(t, memoryPlan(t, broken, bench.Capacity{Entries: 10}))
			require.ErrorIs(t, err, bench.ErrInvalid)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// TestMemoryByALenThatIsWrong: what is divided by it would be, too.
func TestMemoryByALenThatIsWrong(t *testing.T) {
	for _, c := range []struct {
		says    int
		invalid bool
	}{{1000, false}, {800, false}, {771, true}} {
		b, made := boundedBackend("b", false, 0)
		wrong := b
		wrong.NewString = func(s bench.Setup) (bench.Cache[string], error) {
			cache, err := b.NewString(s)
			(*made)[len(*made)-1].size = func(*fake) int { return c.says }
			return cache, err
		}
		r, err := run(t, memoryPlan(t, wrong, bench.Capacity{Entries: 1000}))
		if c.invalid {
			require.ErrorContains(t, err, "the cache says that it holds 771 entries, and 1000 of the 1100 that were stored are there")
			continue
		}
		require.NoError(t, err)
		require.Equal(t, c.says, r.rows[0].Entries)
		require.EqualValues(t, 1000, r.rows[0].Sets)
	}
}

// TestACapacityOfTooManyEntries: a cache that is slow to fill is filled up to that.
func TestACapacityOfTooManyEntries(t *testing.T) {
	b, _ := boundedBackend("slow", true, 0)
	b.MaxKeys = 100
	r, err := run(t, memoryPlan(t, b, bench.Capacity{Entries: 100}, bench.Capacity{Entries: 101}))
	require.NoError(t, err)
	require.Len(t, r.rows, 1)
	require.Equal(t, []string{"slow: it is measured with at most 100 keys, since filling it takes too long with more, and memory has 101"}, r.skipped)
}
