package policy_test

import (
	"testing"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/policy"
	"github.com/stretchr/testify/require"
)

// An entry that waits for room in another shard has not been paid for: meanwhile, when
// no lock is held, it must not pay for others, and who removes it gets nothing for it.
func TestWhatWaitsForRoom(t *testing.T) {
	for name, meanwhile := range map[string]func(c *table){
		"Nothing":  func(*table) {},
		"Another":  func(c *table) { c.set(2, 1) },
		"Deleted":  func(c *table) { c.delete(1) },
		"Replaced": func(c *table) { c.set(1, 1) },
		"Closed":   func(c *table) { c.bound.Close(); c.linked = map[uint64]*item{} },
		"Moved": func(c *table) {
			require.False(t, c.bound.Holds(&c.linked[1].mark, 1))
			longer := &item{key: 1, weight: 1}
			require.False(t, c.bound.Move(&longer.mark, &c.linked[1].mark, 1, 9))
			delete(c.linked, 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := policy.Settings{Capacity: 4, MaxWeight: 100, Weighs: true, Policy: larder.PolicyLRU, Shards: 1}
			one, other := newTable(s), newTable(s)
			asked := 0
			other.bound.Yields(asGiven, func(l policy.Leaving, _ int64) (report func()) {
				other.unlink(l)
				if asked++; asked == 1 {
					meanwhile(one)
				}
				return func() {}
			})
			other.bound.Join(one.bound)
			for key := range uint64(4) {
				other.set(key, 1)
			}
			one.set(1, 1) // has one of the others leave
			require.Positive(t, asked)
			balanced := func() {
				n, light := one.holds()
				m, heavy := other.holds()
				entries, weight := policy.Taken(one.bound)
				require.EqualValues(t, n+m, entries, "what is taken is what is there")
				require.Equal(t, light+heavy, weight)
				require.LessOrEqual(t, n+m, 4)
			}
			balanced()
			for key := range uint64(10) {
				other.set(10+key, 1)
				balanced()
			}
		})
	}
}

// What an entry took is counted towards what the next one of its key takes.
func TestAnOverwrittenEntryPaysTheDifference(t *testing.T) {
	each(t, func(t *testing.T, p larder.Policy, shards int) {
		c := newTable(policy.Settings{Capacity: 5, MaxWeight: 20, Weighs: true, Policy: p, Shards: shards})
		for _, weight := range []int64{3, 9, 0, 0, 7, 1, 20, 2} { // 0: pinned
			c.set(1, weight)
			n, taken := policy.Taken(c.bound)
			require.EqualValues(t, 1, n)
			require.Equal(t, weight, taken)
			require.Equal(t, weight, c.bound.Weight())
			require.True(t, c.hit(1))
		}
	})
}

// A value that replaces another is as hot as that was, and one with a longer life too.
func TestWhatReplacesKeepsItsHits(t *testing.T) {
	b := policy.New(policy.Settings{Capacity: 2, Policy: larder.PolicyLRU})
	admit := func(m, old *policy.Mark, hash uint64) {
		b.Settle(b.Admit(policy.Arrival{Mark: m, Hash: hash, Born: policy.Unborn}, old))
	}
	var first, second, third policy.Mark
	admit(&first, nil, 1)
	b.Hit(&first, first.Hits, nil)
	admit(&second, &first, 1)
	require.EqualValues(t, 2, second.Hits, "one hit, and a request to replace it")
	require.True(t, b.Move(&third, &second, 1, 5))
	require.EqualValues(t, 2, third.Hits)
	require.True(t, b.Holds(&third, 1))
}
