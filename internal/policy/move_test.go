package policy_test

import (
	"testing"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/policy"
	"github.com/stretchr/testify/require"
)

func TestEntriesOfAKeyArriveInAnyOrder(t *testing.T) {
	b := policy.New(policy.Settings{Capacity: 10})
	var first, second, third policy.Mark
	arrive := func(m, old *policy.Mark) {
		l := b.Admit(policy.Arrival{Mark: m, Hash: 1, Born: policy.Unborn}, old)
		require.Zero(t, l.Len())
		b.Settle(l)
	}
	taken := func() int64 { n, _ := policy.Taken(b); return n }
	arrive(&first, nil)
	arrive(&third, &second) // which has not arrived yet
	require.EqualValues(t, 2, taken())
	arrive(&second, &first)
	require.EqualValues(t, 1, taken(), "the second was replaced, and has let go of the first")
	require.True(t, b.Holds(&third, 1))
	require.False(t, b.Holds(&second, 1))
	b.Remove(&third, 1)
	b.Remove(&third, 1)
	require.Zero(t, taken())

	var removed policy.Mark
	b.Remove(&removed, 1)
	arrive(&removed, nil)
	require.Zero(t, taken(), "it was removed before it arrived")
}

func TestAMove(t *testing.T) {
	b := policy.New(policy.Settings{Capacity: 1, Policy: larder.PolicyLRU})
	var one, longer, other policy.Mark
	admit := func(m *policy.Mark, hash uint64) policy.Leaving {
		l := b.Admit(policy.Arrival{Mark: m, Hash: hash, Born: policy.Unborn}, nil)
		b.Settle(l)
		return l
	}
	admit(&one, 1)
	require.True(t, b.Move(&longer, &one, 1, 5))
	require.True(t, b.Holds(&longer, 1))
	require.False(t, b.Holds(&one, 1))
	l := admit(&other, 2)
	require.Equal(t, 1, l.Len())
	require.Same(t, &longer, l.At(0).Mark)
	var late policy.Mark
	require.False(t, b.Move(&late, &longer, 1, 6), "it was evicted before")
	require.False(t, b.Holds(&late, 1))

	var newer, newest policy.Mark
	b.Remove(&newest, 2) // replaced before its move
	require.True(t, b.Move(&newest, &other, 2, 7))
	n, _ := policy.Taken(b)
	require.Zero(t, n)
	require.False(t, b.Holds(&newer, 2))
}
