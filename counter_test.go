package larder_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/sharded"
	"github.com/larder-go/larder/syncmap"
)

// counter is a cache that can be counted in both ways.
type counter interface {
	larder.Cache[int, int]
	larder.Counter
}

func counters(o larder.Options[int, int]) (map[string]counter, error) {
	of := make(map[string]counter)
	var err error
	add := func(name string, c counter, e error) {
		if of[name] = c; e != nil {
			err = e
		}
	}
	c, e := cow.New(o)
	add("cow", c, e)
	r, e := rwmutex.New(o)
	add("rwmutex", r, e)
	s, e := syncmap.New(o)
	add("syncmap", s, e)
	p, e := sharded.New(rwmutex.New[int, int], sharded.Options[int, int]{Options: o, Shards: 4})
	add("sharded", p, e)
	return of, err
}

func TestCountsEstimates(t *testing.T) {
	for _, sweeper := range []larder.Sweeper{larder.SweepNone, larder.SweepSampled} {
		clock := fakeclock.New(time.Unix(0, 0))
		all, err := counters(larder.Options[int, int]{Clock: clock, Sweeper: sweeper})
		require.NoError(t, err)
		for name, c := range all {
			defer c.Close()
			fill(t, c, 1000)
			clock.Advance(time.Minute)
			require.Equal(t, 500, c.Counts().Overdue, "%s, %v", name, sweeper)
			require.Equal(t, c.Stats(), c.Counts(), "%s, %v: few entries are counted", name, sweeper)
			c.Close()
		}
	}
}

func TestCountsEstimatesMany(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	all, err := counters(larder.Options[int, int]{Clock: clock, Sweeper: larder.SweepNone})
	require.NoError(t, err)
	for _, c := range all {
		defer c.Close()
		fill(t, c, 40_000)
	}
	clock.Advance(time.Minute)
	for name, c := range all {
		counts, stats := c.Counts(), c.Stats()
		require.Equal(t, 20_000, stats.Overdue, name)
		// With a sample of 1,024 the deviation is 625: this is eight times as much.
		require.InDelta(t, 20_000, counts.Overdue, 5_000, name)
		require.Equal(t, 59*time.Second, counts.SweepLag, name)
		counts.Overdue = stats.Overdue
		require.Equal(t, stats, counts, name)
	}
}

// fill sets n entries of which half expire in a second.
func fill(t *testing.T, c larder.Cache[int, int], n int) {
	for i := range n {
		ttl := time.Second
		if i%2 == 1 {
			ttl = larder.NoExpiry
		}
		require.NoError(t, c.Set(i, i, ttl))
	}
}
