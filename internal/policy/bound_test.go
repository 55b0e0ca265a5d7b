package policy_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/policy"
	"github.com/stretchr/testify/require"
)

// table is a cache of numbers: what an engine and its store do, with a lock over
// links alone.
type table struct {
	bound *policy.Bound

	mu     sync.Mutex
	linked map[uint64]*item
	by     map[*policy.Mark]*item
}

type item struct {
	mark   policy.Mark
	key    uint64
	weight int64
}

// asGiven is for tables without deadlines: they need no clock.
func asGiven(now int64) int64 { return now }

func newTable(s policy.Settings) *table {
	c := &table{bound: policy.New(s), linked: make(map[uint64]*item), by: make(map[*policy.Mark]*item)}
	c.bound.Yields(asGiven, func(l policy.Leaving, _ int64) func() { c.unlink(l); return func() {} })
	return c
}

func (c *table) set(key uint64, weight int64) {
	e := &item{key: key, weight: weight}
	c.mu.Lock()
	old := c.linked[key]
	c.linked[key], c.by[&e.mark] = e, e
	c.mu.Unlock()
	var was *policy.Mark
	if old != nil {
		was = &old.mark
	}
	l := c.bound.Admit(policy.Arrival{Mark: &e.mark, Hash: key, Weight: weight, Pinned: weight == 0, Born: policy.Unborn}, was)
	c.unlink(l)
	for _, report := range l.Reports {
		report()
	}
	c.bound.Settle(l)
}

func (c *table) unlink(l policy.Leaving) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range l.Len() {
		e := c.by[l.At(i).Mark]
		delete(c.by, &e.mark)
		if c.linked[e.key] == e {
			delete(c.linked, e.key)
		}
	}
}

func (c *table) delete(key uint64) {
	c.mu.Lock()
	e := c.linked[key]
	delete(c.linked, key)
	c.mu.Unlock()
	if e != nil {
		c.bound.Remove(&e.mark, key)
	}
}

func (c *table) hit(key uint64) bool {
	c.mu.Lock()
	e := c.linked[key]
	c.mu.Unlock()
	if e != nil {
		c.bound.Hit(&e.mark, 0, func() uint64 { return key })
	}
	return e != nil
}

// holds returns how many entries are linked, and their weight.
func (c *table) holds() (n int, weight int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.linked {
		weight += e.weight
	}
	return len(c.linked), weight
}

func (c *table) shed() {
	for l := c.bound.Shed(0); l.Any(); l = c.bound.Shed(0) {
		c.unlink(l)
		c.bound.Settle(l)
	}
}

func each(t *testing.T, f func(t *testing.T, p larder.Policy, shards int)) {
	for _, p := range larder.Policies() {
		for _, shards := range []int{1, 8} {
			t.Run(fmt.Sprintf("policy=%v/shards=%d", p, shards), func(t *testing.T) { f(t, p, shards) })
		}
	}
}

func TestLimitsAreKept(t *testing.T) {
	each(t, func(t *testing.T, p larder.Policy, shards int) {
		for _, capacity := range []int{1, 2, 10, 100} {
			c := newTable(policy.Settings{Capacity: capacity, MaxWeight: int64(5 * capacity), Weighs: true, Policy: p, Shards: shards})
			random := rand.New(rand.NewPCG(1, uint64(capacity)))
			for range 5000 {
				key := random.Uint64N(uint64(3 * capacity))
				switch random.IntN(10) {
				case 0:
					c.delete(key)
				case 1, 2, 3:
					c.hit(key)
				default:
					c.set(key, 1+random.Int64N(min(9, int64(5*capacity))))
				}
				n, weight := c.holds()
				require.LessOrEqual(t, n, capacity)
				require.LessOrEqual(t, weight, int64(5*capacity))
				require.Equal(t, weight, c.bound.Weight())
			}
			n, _ := c.holds()
			require.GreaterOrEqual(t, n, capacity/4, "it is not emptied either")
		}
	})
}

func TestACapacityIsUsedToTheFull(t *testing.T) {
	each(t, func(t *testing.T, p larder.Policy, shards int) {
		c := newTable(policy.Settings{Capacity: 100, Policy: p, Shards: shards})
		for key := range uint64(100) {
			c.set(key, 1)
		}
		n, _ := c.holds()
		require.Equal(t, 100, n, "however the keys are spread over shards")
		for key := range uint64(1000) {
			c.set(1000+key, 1)
			n, _ = c.holds()
			require.Equal(t, 100, n)
		}
	})
}

func TestPinnedEntriesStay(t *testing.T) {
	each(t, func(t *testing.T, p larder.Policy, shards int) {
		c := newTable(policy.Settings{Capacity: 20, Weighs: true, Policy: p, Shards: shards})
		for key := range uint64(20) {
			c.set(key, 0)
		}
		c.set(100, 1)
		require.False(t, c.hit(100), "there is no room for it")
		c.set(101, 0)
		require.False(t, c.hit(101), "nor for a pinned one")
		c.set(7, 1) // not pinned any more
		c.set(102, 1)
		require.True(t, c.hit(102) != c.hit(7), "one of them is there")
		for key := range uint64(20) {
			require.True(t, key == 7 || c.hit(key), "%d", key)
		}
	})
}

func TestAHeavyEntryTakesRoomFromAllShards(t *testing.T) {
	each(t, func(t *testing.T, p larder.Policy, shards int) {
		c := newTable(policy.Settings{Capacity: 1000, MaxWeight: 100, Weighs: true, Policy: p, Shards: shards})
		for key := range uint64(100) {
			c.set(key, 1)
		}
		c.set(1000, 100)
		n, weight := c.holds()
		require.True(t, n == 1 && weight == 100 || !c.hit(1000), "%d entries weigh %d", n, weight)
		require.LessOrEqual(t, weight, int64(100))
	})
}

func TestWeightsDoNotOverflow(t *testing.T) {
	each(t, func(t *testing.T, p larder.Policy, shards int) {
		c := newTable(policy.Settings{MaxWeight: math.MaxInt64, Weighs: true, Policy: p, Shards: shards})
		for key := range uint64(20) {
			c.set(key, math.MaxInt64)
			n, _ := c.holds()
			require.LessOrEqual(t, n, 1)
			c.set(key, 1)
			c.set(key, math.MaxInt64-1)
		}
	})
}

func TestLimitsChange(t *testing.T) {
	each(t, func(t *testing.T, p larder.Policy, shards int) {
		c := newTable(policy.Settings{Capacity: 1000, MaxWeight: 1000, Weighs: true, Policy: p, Shards: shards})
		for key := range uint64(1000) {
			c.set(key, 1)
		}
		for _, capacity := range []int{500, 1, 700} {
			before, _ := c.holds()
			c.bound.Resize(int64(capacity))
			c.shed()
			n, _ := c.holds()
			require.Equal(t, min(before, capacity), n, "and no more has left than had to")
			for key := range uint64(1000) {
				c.set(2000+key, 1)
			}
			n, _ = c.holds()
			require.Equal(t, capacity, n)
		}
		c.bound.ResizeWeight(10)
		c.shed()
		_, weight := c.holds()
		require.EqualValues(t, 10, weight)
	})
}

// Limits hold while goroutines set, delete and resize, for the entries that are linked
// when none does; and nothing is lost from the accounts.
func TestLimitsUnderLoad(t *testing.T) {
	each(t, func(t *testing.T, p larder.Policy, shards int) {
		for _, capacity := range []int{1, 3, 50, 2000} {
			c := newTable(policy.Settings{Capacity: capacity, MaxWeight: int64(3 * capacity), Weighs: true, Policy: p, Shards: shards})
			var wg sync.WaitGroup
			for g := range 4 {
				wg.Go(func() {
					random := rand.New(rand.NewPCG(uint64(g), 7))
					for i := range 2000 {
						key := random.Uint64N(uint64(2 * capacity))
						switch random.IntN(8) {
						case 0:
							c.delete(key)
						case 1:
							c.hit(key)
						default:
							c.set(key, random.Int64N(4))
						}
						if i%500 == 0 {
							c.bound.Resize(int64(1 + random.IntN(capacity)))
							c.shed()
							c.bound.Resize(int64(capacity))
						}
					}
				})
			}
			wg.Wait()
			c.shed()
			n, weight := c.holds()
			require.LessOrEqual(t, n, capacity)
			require.LessOrEqual(t, weight, int64(3*capacity))
			require.Equal(t, weight, c.bound.Weight())
			entries, taken := policy.Taken(c.bound)
			require.EqualValues(t, n, entries, "what is taken is what is there")
			require.Equal(t, weight, taken)
			for key := range uint64(2 * capacity) {
				c.delete(key)
			}
			entries, taken = policy.Taken(c.bound)
			require.Zero(t, entries)
			require.Zero(t, taken)
		}
	})
}

func TestCachesShareLimits(t *testing.T) {
	each(t, func(t *testing.T, p larder.Policy, shards int) {
		s := policy.Settings{Capacity: 100, MaxWeight: 1000, Weighs: true, Policy: p, Shards: shards}
		one, other := newTable(s), newTable(s)
		other.bound.Join(one.bound)
		total := func() int {
			n, _ := one.holds()
			m, _ := other.holds()
			require.LessOrEqual(t, n+m, 100)
			return n + m
		}
		for key := range uint64(300) {
			one.set(key, 1)
			total()
		}
		for key := range uint64(300) {
			other.set(key, 1)
			require.True(t, key >= 100 || total() == 100)
		}
		n, _ := other.holds()
		require.InDelta(t, 50, n, 25, "each has about half")
		one.bound.Resize(10)
		one.shed()
		require.Equal(t, 10, total())
		one.bound.Close()
		_, left := other.holds()
		entries, weight := policy.Taken(other.bound)
		n, _ = other.holds()
		require.EqualValues(t, n, entries, "what the closed one held is free")
		require.Equal(t, left, weight)
	})
}

func TestAClosedBoundTakesNothingIn(t *testing.T) {
	c := newTable(policy.Settings{Capacity: 2})
	c.set(1, 1)
	c.bound.Close()
	c.bound.Close()
	c.set(2, 1)
	c.set(3, 1)
	c.set(4, 1)
	c.delete(4)
	c.shed()
	entries, _ := policy.Taken(c.bound)
	require.Zero(t, entries)
	require.Zero(t, c.bound.Weight())
}

func TestShardsGrowWithTheCapacity(t *testing.T) {
	for capacity, want := range map[int]int{1: 1, 1023: 1, 1024: 2, 8192: 16, 262_144: 16, 1 << 20: 64, 1 << 30: 256} {
		require.Equal(t, want, policy.Shards(policy.New(policy.Settings{Capacity: capacity})), "of %d", capacity)
	}
	require.Equal(t, 1, policy.Shards(policy.New(policy.Settings{MaxWeight: 1 << 40, Weighs: true})))
	require.Equal(t, 1, policy.Shards(policy.New(policy.Settings{Capacity: 1 << 20, Policy: larder.PolicySoonestExpiry})))
}

func TestWeightsThatAreNotLimitedMayAddUpToTooMuch(t *testing.T) {
	c := newTable(policy.Settings{Capacity: 3, Weighs: true})
	for key := range uint64(3) {
		c.set(key, 1<<62)
	}
	require.EqualValues(t, int64(math.MaxInt64), c.bound.Weight())
	for key := range uint64(3) {
		c.delete(key)
	}
	require.Zero(t, c.bound.Weight())
}
