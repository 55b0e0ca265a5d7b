package cow_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

// interruptedClock calls a function once, before a reading, in the middle of an
// operation.
type interruptedClock struct {
	*fakeclock.Clock
	hook func()
}

func (c *interruptedClock) Now() time.Time {
	if f := c.hook; f != nil {
		c.hook = nil
		f()
	}
	return c.Clock.Now()
}

func sliding(t *testing.T) (*cow.Cache[string, int], *interruptedClock) {
	clock := &interruptedClock{Clock: fakeclock.New(time.Unix(0, 0))}
	c, err := cow.New(larder.Options[string, int]{Clock: clock, Sliding: 0.25})
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	return c, clock
}

// TestGetManyProlongs reads half of the entries, by a batch and one more.
func TestGetManyProlongs(t *testing.T) {
	c, clock := sliding(t)
	const n = 65
	read := make([]string, n)
	for i := range read {
		read[i] = fmt.Sprint("read", i)
		require.NoError(t, c.Set(read[i], i, time.Minute))
		require.NoError(t, c.Set(fmt.Sprint("unread", i), i, time.Minute))
	}
	values, found := make([]int, n), make([]bool, n)
	for range 4 {
		clock.Advance(time.Minute / 2)
		require.Equal(t, n, c.GetMany(read, values, found))
	}
	require.Equal(t, n, c.Len(), "what is not read is swept")
	clock.Advance(10 * time.Second)
	require.Equal(t, n, c.GetMany(read, values, found))
	clock.Advance(50*time.Second - 1)
	require.Len(t, maps.Collect(c.All()), n, "1ns before the deadline")
	clock.Advance(1)
	require.Empty(t, maps.Collect(c.All()), "at the deadline: the last hit gained less than a quarter")
	require.Zero(t, c.GetMany(read, values, found))
}

// TestGetManyFindsWhatWasProlonged has a Get prolong an entry when GetMany has
// loaded it, and the deadline that it had pass.
func TestGetManyFindsWhatWasProlonged(t *testing.T) {
	c, clock := sliding(t)
	require.NoError(t, c.Set("key", 1, time.Minute))
	clock.Set(time.Unix(59, 0))
	clock.hook = func() {
		value, ok := c.Get("key")
		require.True(t, ok)
		require.Equal(t, 1, value)
		clock.Set(time.Unix(60, 0))
	}
	values, found := make([]int, 1), make([]bool, 1)
	n := c.GetMany([]string{"key"}, values, found)
	require.Equal(t, []int{1}, values)
	require.Equal(t, []bool{true}, found)
	require.Equal(t, 1, n)
	stats := c.Stats()
	require.EqualValues(t, 2, stats.Hits)
	require.Zero(t, stats.Misses)
}
