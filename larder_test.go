package larder_test

import (
	"math"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/stretchr/testify/require"
)

func TestBetween(t *testing.T) {
	const least, most = time.Duration(math.MinInt64), time.Duration(math.MaxInt64)
	for _, r := range [][2]time.Duration{
		{1, 1}, {1, 2}, {4 * time.Minute, 6 * time.Minute}, {0, 3}, {-5, 5}, {least, most}, {least, 0}, {most - 1, most}, {0, most},
	} {
		for range 1000 {
			for _, d := range []time.Duration{larder.Between(r[0], r[1]), larder.Between(r[1], r[0])} {
				require.GreaterOrEqual(t, d, r[0])
				require.LessOrEqual(t, d, r[1])
				if r[1] > 0 {
					require.NotZero(t, d, "0 would mean the default")
				}
			}
		}
	}
}

func TestBetweenIsUniform(t *testing.T) {
	const draws, parts = 100_000, 10
	var counts [parts]int
	for range draws {
		counts[int(larder.Between(1, parts))-1]++
	}
	for part, n := range counts {
		// 10,000 expected, standard deviation 95: ten of them is no accident.
		require.InDelta(t, draws/parts, n, 950, "part %d", part)
	}
}

func TestOptionsValidate(t *testing.T) {
	type options = larder.Options[string, int]
	for _, good := range []options{
		{},
		{TTL: larder.NoExpiry, Jitter: 0.999, SweepInterval: 1, SweepLimit: 1, Clock: larder.SystemClock{}, NoStats: true},
		{Sweeper: larder.SweepFull, SweepInterval: time.Hour},
		{Sweeper: larder.SweepNone},
	} {
		require.NoError(t, good.Validate())
	}
	for message, bad := range map[string]options{
		"TTL: -1ns is negative":                                                            {TTL: -1},
		"Jitter: -0.1 is not in [0, 1)":                                                    {Jitter: -0.1},
		"Jitter: 1 is not in [0, 1)":                                                       {Jitter: 1},
		"Jitter: NaN is not in [0, 1)":                                                     {Jitter: math.NaN()},
		"Jitter: +Inf is not in [0, 1)":                                                    {Jitter: math.Inf(1)},
		"Sweeper: sweeper(99) is unknown":                                                  {Sweeper: 99},
		"SweepInterval: -1s is negative":                                                   {SweepInterval: -time.Second},
		"SweepInterval: 1s excludes Sweeper none, which has no ticks":                      {SweepInterval: time.Second, Sweeper: larder.SweepNone},
		"SweepInterval: 1s excludes Sweeper sampled, which has no ticks":                   {SweepInterval: time.Second, Sweeper: larder.SweepSampled},
		"SweepSets: -1 is negative":                                                        {SweepSets: -1, Sweeper: larder.SweepSampled},
		"SweepSets: 5 excludes Sweeper full, which looks at no samples":                    {SweepSets: 5, Sweeper: larder.SweepFull},
		"SweepBudget: -1 is negative":                                                      {SweepBudget: -1},
		"SweepBudget: 5 excludes Sweeper cursor, which has no budget":                      {SweepBudget: 5, Sweeper: larder.SweepCursor},
		"Sliding: 1 is not in [0, 1)":                                                      {Sliding: 1},
		"Sliding: NaN is not in [0, 1)":                                                    {Sliding: math.NaN()},
		"Jitter: 0.5 excludes Sweeper queue, which needs one time to live for all entries": {Jitter: 0.5, Sweeper: larder.SweepQueue},
		"SweepLimit: -1 is negative":                                                       {SweepLimit: -1},
		"SweepLimit: 5 excludes Sweeper full, which has no limit":                          {SweepLimit: 5, Sweeper: larder.SweepFull},
		"SweepLimit: 5 excludes Sweeper none, which has no limit":                          {SweepLimit: 5, Sweeper: larder.SweepNone},
	} {
		err := bad.Validate()
		require.EqualError(t, err, "larder: Options."+message)
		var refused *larder.OptionError
		require.ErrorAs(t, err, &refused)
	}
}

func TestNames(t *testing.T) {
	require.Equal(t, "expired", larder.CauseExpired.String())
	require.Equal(t, "cleared", larder.CauseCleared.String())
	require.Equal(t, "cause(0)", larder.Cause(0).String())
	require.Equal(t, "cause(77)", larder.Cause(77).String())
	for _, s := range larder.Sweepers() {
		parsed, err := larder.ParseSweeper(s.String())
		require.NoError(t, err)
		require.Equal(t, s, parsed)
	}
	for _, p := range larder.Policies() {
		parsed, err := larder.ParsePolicy(p.String())
		require.NoError(t, err)
		require.Equal(t, p, parsed)
	}
	_, err := larder.ParsePolicy("lfu")
	require.EqualError(t, err, `larder: unknown policy "lfu" (there are adaptive, tinylfu, s3fifo, lru, soonestexpiry)`)
	_, err = larder.ParseSweeper("broom")
	require.EqualError(t, err, `larder: unknown sweeper "broom" (there are default, none, full, cursor, adaptive, heap, wheel, queue, sampled)`)
	require.Equal(t, larder.SweepDefault, larder.Sweeper(0))
}

func TestStatsAdd(t *testing.T) {
	s := larder.Stats{Hits: 1, Misses: 2, ExpiredReads: 3, LazyDeletes: 4, SweepDeletes: 5, Sets: 6, Deletes: 7, Size: 8,
		SweepRuns: 9, SweepLocked: 10, Overdue: 11, SweepLag: 12, Evictions: 13, Rejections: 14, EvictionAge: 15, Weight: 16}
	require.Equal(t, larder.Stats{Hits: 2, Misses: 4, ExpiredReads: 6, LazyDeletes: 8, SweepDeletes: 10, Sets: 12, Deletes: 14, Size: 16,
		SweepRuns: 18, SweepLocked: 20, Overdue: 22, SweepLag: 12, Evictions: 26, Rejections: 28, EvictionAge: 15, Weight: 32}, s.Add(s))
	require.EqualValues(t, 7, larder.Stats{Evictions: 3, EvictionAge: 5}.Add(larder.Stats{Evictions: 1, EvictionAge: 13}).EvictionAge)
	require.InDelta(t, 1.0/3, s.HitRatio(), 1e-9)
	require.Zero(t, larder.Stats{}.HitRatio())
}

func TestSystemClock(t *testing.T) {
	clock := larder.SystemClock{}
	require.WithinDuration(t, time.Now(), clock.Now(), time.Minute)
	called := make(chan struct{})
	stop := clock.AfterFunc(time.Nanosecond, func() { close(called) })
	<-called
	require.False(t, stop())
	require.True(t, clock.AfterFunc(time.Hour, func() { t.Error("called") })())
}
