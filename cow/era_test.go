package cow

import (
	"sync/atomic"
	"testing"

	"github.com/larder-go/larder"
	"github.com/stretchr/testify/require"
)

// TestNothingIsFoundWhileAClearIsUnderWay, although no table has been replaced
// yet.
func TestNothingIsFoundWhileAClearIsUnderWay(t *testing.T) {
	c, err := New(larder.Options[int, int]{})
	require.NoError(t, err)
	defer c.Close()
	require.NoError(t, c.Set(1, 2, larder.NoExpiry))
	found := func() []bool {
		_, one := c.Get(1)
		many := make([]bool, 1)
		c.GetMany([]int{1}, make([]int, 1), many)
		return append(many, one)
	}
	require.Equal(t, []bool{true, true}, found())
	atomic.AddUint64(&c.s.era, 1)
	require.Equal(t, []bool{false, false}, found())
	atomic.AddUint64(&c.s.era, 1)
	require.Equal(t, []bool{true, true}, found())
}

// TestALookUpThatMeetsAClearFindsNothing: it has begun before or during the
// Clear, and ends during or after it.
func TestALookUpThatMeetsAClearFindsNothing(t *testing.T) {
	var s store[int, int]
	for began := range uint64(4) {
		for s.era = began; s.era < 4; s.era++ {
			require.Equal(t, began%2 != 0 || s.era != began, s.cleared(began), "from %d to %d", began, s.era)
		}
	}
}
