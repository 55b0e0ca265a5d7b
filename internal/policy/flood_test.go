//go:build !race

// One goroutine asks for millions of keys: the race detector would find nothing, in ten
// times the time.

package policy_test

import (
	"math/rand/v2"
	"testing"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/policy"
	"github.com/stretchr/testify/require"
)

// attack is what somebody sends who knows the code and not the seed of the hashes, as
// every tenth request: keys from 1<<32 on. It may cost the others so many points of
// their hit ratio.
type attack struct {
	keys func(i uint64) uint64
	cost float64
}

var attacks = map[string]attack{
	"OneHit":       {func(i uint64) uint64 { return i }, 1},                    // a scan without an end
	"Loop":         {func(i uint64) uint64 { return i % 4000 }, 1},             // larger than the cache
	"Repeated":     {func(i uint64) uint64 { return i / 30 }, 1.5},             // each as often as a hot key, and never again
	"OneHot":       {func(uint64) uint64 { return 0 }, 1.5},                    // one key alone
	"Twice":        {func(i uint64) uint64 { return i / 2 }, 2.5},              // to be promoted
	"TwiceApart":   {func(i uint64) uint64 { return i%500 + i/1000*500 }, 2.5}, // to be remembered by a ghost
	"HotForAWhile": {func(i uint64) uint64 { return i%200 + 200*(i/5000) }, 4}, // rubbish that is as hot as the hottest, for a third of the time
}

// flooded returns the hit ratio of honest requests while every tenth is the attack's.
func flooded(p larder.Policy, seed uint64, keys func(uint64) uint64) float64 {
	c := newTable(policy.Settings{Capacity: 1000, Policy: p})
	random := rand.New(rand.NewPCG(seed, 3))
	honest := rand.NewZipf(random, 1.1, 2, 50_000)
	ask := func(key uint64) bool {
		key = (key + 1) * (seed<<1 | 1) // the hash: it is mixed further, and nobody can tell
		hit := c.hit(key)
		if !hit {
			c.set(key, 1)
		}
		return hit
	}
	hits, n := 0, 0
	for i := range uint64(150_000) {
		if keys != nil && i%10 == 9 {
			ask(1<<32 + keys(i/10))
			continue
		}
		hit := ask(honest.Uint64())
		if i > 30_000 {
			n++
			if hit {
				hits++
			}
		}
	}
	return float64(hits) / float64(n)
}

// costs returns how many points the attack takes from the hit ratio of the others, on
// average over some seeds.
func (a attack) costs(p larder.Policy) (points float64) {
	const seeds = 3
	for i := range uint64(seeds) {
		seed := (i + 1) * 0x9e3779b97f4a7c15
		points += 100 * (flooded(p, seed, nil) - flooded(p, seed, a.keys)) / seeds
	}
	return points
}

// TestFloods: the hot keys stay, and the rubbish does not.
func TestFloods(t *testing.T) {
	for name, a := range attacks {
		t.Run(name, func(t *testing.T) {
			require.Less(t, a.costs(larder.PolicyAdaptive), a.cost)
		})
	}
}

// TestAnLRUIsFlooded: the alarm rings.
func TestAnLRUIsFlooded(t *testing.T) {
	for _, name := range []string{"OneHit", "Loop"} {
		require.Greater(t, attacks[name].costs(larder.PolicyLRU), attacks[name].cost)
	}
}
