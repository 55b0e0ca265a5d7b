package engine

import (
	"fmt"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

// Keys that are set once and never again stay for ever without a sweeper. With
// samples, what stays is in proportion to what lives.
func TestSamplesKeepTheCacheSmall(t *testing.T) {
	const sets, live = 20_000, 200
	size := func(kind larder.Sweeper) int {
		clock := fakeclock.New(time.Unix(1e9, 0))
		c := newCache(t, larder.Options[string, int]{Clock: clock, Sweeper: kind})
		for i := range sets {
			require.NoError(t, c.Set(fmt.Sprint(i), i, live*time.Second))
			clock.Advance(time.Second)
		}
		require.Zero(t, clock.Pending(), "there is no timer")
		s := c.Stats()
		require.Equal(t, uint64(sets), s.SweepDeletes+uint64(s.Size))
		return s.Size
	}
	require.Equal(t, sets, size(larder.SweepNone))
	require.Less(t, size(larder.SweepSampled), 3*live)
}
