package deadlines_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// cache is the least that uses an index as it is meant to be used.
type cache struct {
	x    index
	live map[int]*entry
	now  int64
}

func (c *cache) set(key int, ttl int64) {
	c.delete(key)
	c.live[key] = add(c.x, c.now+ttl)[0]
	if c.x.Len() > 2*len(c.live)+64 {
		c.x.Trim(4, func(e *entry) bool { return e.stale })
	}
}

func (c *cache) delete(key int) {
	if e, ok := c.live[key]; ok {
		e.stale = true
		delete(c.live, key)
	}
}

// pass lets time go by and sweeps.
func (c *cache) pass(d int64) {
	c.now += d
	for c.x.Due(c.now, 64, func(i item) { i.Of.out = true }) == 64 {
	}
	for key, e := range c.live {
		if e.out {
			delete(c.live, key)
		}
	}
}

// workload is a random mixture of Sets and Deletes.
type workload struct {
	name      string
	keys, ops int
	ttl       func(*rand.Rand) int64
	hot       float64 // share of the operations that are on key 0
	deletes   float64 // share of the operations
	tick      int64   // time between two operations
}

func oneTTL(*rand.Rand) int64   { return int64(time.Minute) }
func anyTTL(r *rand.Rand) int64 { return 1 << r.IntN(60) }

// everSooner lets each new item be due before all others.
func everSooner() func(*rand.Rand) int64 {
	ttl := int64(1 << 50)
	return func(*rand.Rand) int64 { ttl -= 1 << 26; return ttl }
}

var workloads = []workload{
	{"OneKey", 1, 1_000_000, oneTTL, 0, 0, 1000},
	{"OneKeyAnyTTL", 1, 60_000, anyTTL, 0, 0, 1000},
	{"OneKeyInStoppedTime", 1, 60_000, oneTTL, 0, 0, 0},
	{"OneKeyBesideMany", 10_000, 60_000, oneTTL, 0.999, 0, 1000},
	{"OneKeyBesideManyAnyTTL", 10_000, 60_000, anyTTL, 0.999, 0, 0},
	{"EverSooner", 1000, 60_000, everSooner(), 0, 0, 0},
	{"ManyKeys", 20_000, 60_000, oneTTL, 0, 0, 1000},
	{"ManyKeysAnyTTL", 20_000, 60_000, anyTTL, 0, 0, 100_000},
	{"Deletes", 5000, 60_000, anyTTL, 0, 0.45, 100_000},
	{"Expiring", 5000, 60_000, oneTTL, 0, 0.1, int64(time.Minute / 4000)},
	{"TimeGoesBack", 300, 60_000, oneTTL, 0, 0, -1000},
}

// outgrown runs the workload and returns the operation after which the index
// held more than it may: 4/3 of the size at which Trim begins, since a pass
// takes a third as many Adds as there are items when it begins, and all that got
// stale before has gone when it ends. ok is false if that never happened.
func (w workload) outgrown(t *testing.T, c *cache) (op int, ok bool) {
	rng := rand.New(rand.NewPCG(1, 2))
	if w.hot > 0 {
		for key := range w.keys {
			c.set(key, w.ttl(rng))
		}
	}
	most := len(c.live) // so far: deletes alone do not make the index smaller
	for op := range w.ops {
		key := rng.IntN(w.keys)
		if rng.Float64() < w.hot {
			key = 0
		}
		if rng.Float64() < w.deletes {
			c.delete(key)
		} else {
			c.set(key, w.ttl(rng))
		}
		c.now += w.tick
		if op%1000 == 0 {
			c.pass(0)
		}
		most = max(most, len(c.live))
		if c.x.Len() > 4*(2*most+64)/3 {
			return op, true
		}
		require.LessOrEqual(t, len(c.live), c.x.Len(), "live entries were lost")
	}
	return 0, false
}

func TestTrimBoundsTheIndex(t *testing.T) {
	for _, w := range workloads {
		t.Run(w.name, func(t *testing.T) {
			each(t, func(t *testing.T, k kind) {
				c := &cache{x: k.make(), live: map[int]*entry{}}
				if op, ok := w.outgrown(t, c); ok {
					t.Fatalf("operation %d: %d items for %d live entries", op, c.x.Len(), len(c.live))
				}
			})
		})
	}
}

// untrimmed is an index that nobody keeps small.
type untrimmed struct{ index }

func (untrimmed) Trim(int, func(*entry) bool) {}

// The alarm of the test before rings where Trim does nothing, unless entries
// expire before their items are too many.
func TestUntrimmedIndexIsOutgrown(t *testing.T) {
	for _, w := range workloads {
		if w.name == "Expiring" {
			continue
		}
		t.Run(w.name, func(t *testing.T) {
			each(t, func(t *testing.T, k kind) {
				_, ok := w.outgrown(t, &cache{x: untrimmed{k.make()}, live: map[int]*entry{}})
				require.True(t, ok)
			})
		})
	}
}

// Adds alone get rid of what a mass of deletes left behind.
func TestTrimAfterDeletingEverything(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		c := cache{x: k.make(), live: map[int]*entry{}}
		const n = 100_000
		for key := range n {
			c.set(key, int64(key%1000)*slot)
		}
		for key := range n {
			c.delete(key)
		}
		require.Equal(t, n, c.x.Len())
		for range n * 2 / 5 {
			c.set(1, 1000*slot)
		}
		require.LessOrEqual(t, c.x.Len(), 2+64+4)
	})
}

// Trim sees each item in two times around, wherever it began.
func TestTrimSeesAll(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		for _, n := range []int{1, 4, 7} {
			x := k.make()
			var entries []*entry
			for i := range int64(500) {
				entries = append(entries, add(x, i*i*i*slot, i, (500-i)*slot)...)
			}
			x.Due(400, 50, func(i item) { i.Of.out = true })
			entries = slices.DeleteFunc(entries, func(e *entry) bool { return e.out })
			x.Trim(333, func(*entry) bool { return false })
			looks := 0
			for range 2 * len(entries) / n {
				x.Trim(n, func(e *entry) bool { looks++; e.seen = true; return false })
			}
			require.Equal(t, 2*len(entries)/n*n, looks)
			for _, e := range entries {
				require.True(t, e.seen, "%d", e.deadline)
			}
			require.Equal(t, len(entries), x.Len())
		}
	})
}

// One time around drops all that is stale: what a dropped item pulls to another
// place is not missed for it.
func TestTrimDropsAll(t *testing.T) {
	each(t, func(t *testing.T, k kind) {
		for seed := range uint64(200) {
			rng := rand.New(rand.NewPCG(seed, 1))
			x, staleOnes := k.make(), 0
			const n = 300
			for range n {
				if e := add(x, rng.Int64N(1<<40))[0]; rng.IntN(2) == 0 {
					e.stale = true
					staleOnes++
				}
			}
			for range n/2 + staleOnes/4 { // the heap looks again at some places
				x.Trim(2, func(e *entry) bool { return e.stale })
			}
			require.Equal(t, n-staleOnes, x.Len(), "seed %d", seed)
		}
	})
}
