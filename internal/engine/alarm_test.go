package engine

import (
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

func TestAlarm(t *testing.T) {
	var a alarm
	a.init()
	require.True(t, a.lower(50), "the first is news")
	require.False(t, a.lower(60))
	require.True(t, a.lower(40))
	require.True(t, a.surely(39))
	require.False(t, a.surely(40))

	a.begin()
	require.False(t, a.surely(0), "within a round nobody knows")
	require.False(t, a.lower(45), "the sweeper looks at the end of the round")
	a.begin() // which has begun
	a.end(60)
	require.Equal(t, int64(45), a.at.Load(), "set meanwhile")
	require.True(t, a.surely(44))
	a.begin()
	a.end(60)
	require.Equal(t, int64(60), a.at.Load())
}

// A deadline that comes up while a round is in progress, behind the sweeper's
// back, must be known at its end.
func TestASetWithinARoundIsNotForgotten(t *testing.T) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	c := newCache(t, larder.Options[string, int]{Clock: clock})
	require.NoError(t, c.Set("first", 1, time.Second))
	c.s.scanned = func() {
		c.s.scanned = nil
		require.NoError(t, c.Set("second", 2, time.Second))
	}
	clock.Advance(2 * time.Second)
	require.Equal(t, 1, c.Len())
	clock.Advance(time.Second)
	require.Zero(t, c.Len())
}

// The sweeper sleeps for an entry that lives long; one that does not must wake
// it in time.
func TestAShortTTLHastensTheSweeper(t *testing.T) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	c := newCache(t, larder.Options[string, int]{Clock: clock})
	require.NoError(t, c.Set("long", 1, time.Hour))
	clock.Advance(time.Second)
	require.NoError(t, c.Set("short", 2, time.Second))
	require.Equal(t, 1, clock.Pending())
	clock.Advance(1250 * time.Millisecond)
	require.Equal(t, 1, c.Len())
}

func TestStatsTellWhatIsOverdue(t *testing.T) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	c := newCache(t, larder.Options[string, int]{Clock: clock, Sweeper: larder.SweepCursor, SweepInterval: time.Minute})
	require.NoError(t, c.Set("a", 1, time.Second))
	require.NoError(t, c.Set("b", 1, 3*time.Second))
	require.NoError(t, c.Set("c", 1, time.Hour))
	for _, want := range []larder.Stats{
		{Sets: 3, Size: 3},
		{Sets: 3, Size: 3, Overdue: 1},
		{Sets: 3, Size: 3, Overdue: 1, SweepLag: time.Second},
		{Sets: 3, Size: 3, Overdue: 2, SweepLag: 2 * time.Second},
	} {
		require.Equal(t, want, c.Stats())
		clock.Advance(time.Second)
	}
	clock.Advance(56 * time.Second)
	s := c.Stats()
	require.Positive(t, s.SweepLocked)
	s.SweepLocked = 0
	require.Equal(t, larder.Stats{Sets: 3, Size: 1, SweepDeletes: 2, SweepRuns: 1}, s)
}

// A Set must not put off a tick that comes at fixed intervals.
func TestFixedTicksAreNotHastened(t *testing.T) {
	clock := fakeclock.New(time.Unix(1e9, 0))
	c := newCache(t, larder.Options[string, int]{Clock: clock, SweepInterval: time.Minute})
	require.NoError(t, c.Set("long", 1, time.Hour))
	clock.Advance(30 * time.Second)
	require.NoError(t, c.Set("short", 2, time.Second))
	clock.Advance(29 * time.Second)
	require.Equal(t, 2, c.Len())
	clock.Advance(time.Second)
	require.Equal(t, 1, c.Len())
}
