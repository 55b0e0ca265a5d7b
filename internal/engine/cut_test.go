package engine

import (
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

func TestACutIsNotBeforeWhatWasSeenToExpire(t *testing.T) {
	start := time.Unix(1e9, 0)
	clock := fakeclock.New(start)
	c := newCache(t, larder.Options[string, int]{Clock: clock, Sweeper: larder.SweepNone})
	require.NoError(t, c.Set("key", 1, time.Minute))
	e := c.s.Find("key")
	cut, open := c.Cut()
	require.True(t, open)
	require.Greater(t, e.Deadline, cut)
	clock.Set(start.Add(time.Minute))
	require.False(t, c.Live(e))
	clock.Set(start)
	cut, _ = c.Cut()
	require.LessOrEqual(t, e.Deadline, cut)
	c.Close()
	cut, open = c.Cut()
	require.False(t, open)
	require.Equal(t, never, cut, "nothing is live in it")
}
