package engine

import (
	"fmt"
	"testing"

	"github.com/larder-go/larder"
	"github.com/stretchr/testify/require"
)

// Others may take room only once it is free.
func TestRoomIsGivenBackOnceNothingIsLinkedThere(t *testing.T) {
	c := newLimited(t, larder.Options[string, int]{Capacity: 10})
	for i := range 10 {
		c.set(fmt.Sprint(i), i, larder.NoExpiry)
	}
	c.s.removing = func() {
		entries, _ := c.bound.policy.Entries()
		require.GreaterOrEqual(t, int(entries), c.s.Len())
	}
	require.NoError(t, c.Resize(4))
	c.s.removing = nil
	c.taken(4)
}

func TestALowerLimitHasAsManyLeaveAsMust(t *testing.T) {
	c := newLimited(t, larder.Options[string, int]{Capacity: 3000})
	for i := range 3000 {
		c.set(fmt.Sprint(i), i, larder.NoExpiry)
	}
	require.NoError(t, c.Resize(7))
	c.taken(7)
	require.Len(t, *c.left, 2993)
	require.EqualValues(t, 2993, c.Stats().Evictions)
}

// However many have to leave: the panic reaches who called, and the limit holds.
func TestALowerLimitHoldsThoughTheListenerPanics(t *testing.T) {
	reports := 0
	c := newLimited(t, larder.Options[string, int]{Capacity: 3000, OnRemove: func(string, int, larder.Cause) {
		reports++
		panic(reports)
	}})
	for i := range 3000 {
		c.set(fmt.Sprint(i), i, larder.NoExpiry)
	}
	require.PanicsWithValue(t, 1, func() { _ = c.Resize(7) })
	c.taken(7)
	require.Equal(t, 2993, reports)
}
