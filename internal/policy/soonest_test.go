package policy

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSoonestFirst(t *testing.T) {
	var a nodes
	s := newSoonest(&a)
	random := rand.New(rand.NewPCG(1, 2))
	type one struct {
		deadline int64
		came     int
		at       id
	}
	var there []one
	for i := range 5000 {
		switch n := random.IntN(10); {
		case n < 5:
			o := one{random.Int64N(50), i, a.add(new(Mark), 0, 0)}
			s.insert(o.at, o.deadline)
			there = append(there, o)
		case n < 6 && len(there) > 0:
			k := random.IntN(len(there))
			there[k].deadline, there[k].came = random.Int64N(50), i
			s.renew(there[k].at, there[k].deadline, true)
		case n < 7 && len(there) > 0:
			k := random.IntN(len(there))
			s.remove(there[k].at)
			a.remove(there[k].at)
			there = slices.Delete(there, k, k+1)
		case len(there) > 0:
			first := slices.MinFunc(there, func(x, y one) int {
				if x.deadline != y.deadline {
					return int(x.deadline - y.deadline)
				}
				return x.came - y.came
			})
			require.Equal(t, first.at, s.evict(1))
			a.remove(first.at)
			there = slices.DeleteFunc(there, func(o one) bool { return o.at == first.at })
		}
		require.Equal(t, len(there), s.entries())
	}
	for range len(there) {
		require.NotZero(t, s.evict(1))
	}
	require.Zero(t, s.evict(1), "nothing is left")
}
