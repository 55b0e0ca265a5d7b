package sweep_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/internal/sweep"
	"github.com/stretchr/testify/require"
)

// target is a cache with so many entries to look at; it notes what it is asked
// for.
type target struct {
	work     int // entries that are left in this round
	limits   []int
	size     int
	shortest time.Duration
	due      time.Duration
}

func (t *target) Sweep(limit int) sweep.Progress {
	t.limits = append(t.limits, limit)
	used := min(limit, t.work)
	t.work -= used
	return sweep.Progress{Used: used, Done: t.work == 0}
}

func (t *target) Len() int                   { return t.size }
func (t *target) ShortestTTL() time.Duration { return t.shortest }
func (t *target) Due() time.Duration         { return t.due }

func Example() {
	cache := &target{work: 2500, shortest: time.Minute, due: time.Hour}
	s := sweep.New(larder.SweepCursor, sweep.Settings{})
	for range 3 {
		s.Tick(cache)
		fmt.Println(cache.limits, s.Wait(cache) < time.Second)
	}
	// Output:
	// [1024] true
	// [1024 1024] true
	// [1024 1024 1024] false
}

func TestTick(t *testing.T) {
	for name, c := range map[string]struct {
		kind     larder.Sweeper
		settings sweep.Settings
		limits   []int
	}{
		"CursorStopsAtItsLimit":       {larder.SweepCursor, sweep.Settings{Limit: 7}, []int{7}},
		"CursorDefault":               {larder.SweepCursor, sweep.Settings{}, []int{1024}},
		"FullIsOneGo":                 {larder.SweepFull, sweep.Settings{}, []int{math.MaxInt}},
		"AdaptiveGoesOn":              {larder.SweepAdaptive, sweep.Settings{Limit: 40}, []int{40, 40, 40}},
		"AdaptiveStopsAtItsBudget":    {larder.SweepAdaptive, sweep.Settings{Limit: 40, Budget: 6000}, []int{40, 20}},
		"ASmallBudgetIsOneAtATime":    {larder.SweepAdaptive, sweep.Settings{Budget: 3}, []int{1}},
		"TheDefaultIsAdaptive":        {larder.SweepDefault, sweep.Settings{Limit: 40}, []int{40, 40, 40}},
		"SoIsTheHeap":                 {larder.SweepHeap, sweep.Settings{Limit: 40}, []int{40, 40, 40}},
		"SoIsTheWheel":                {larder.SweepWheel, sweep.Settings{Limit: 40}, []int{40, 40, 40}},
		"SoIsTheQueue":                {larder.SweepQueue, sweep.Settings{Limit: 40}, []int{40, 40, 40}},
		"AdaptiveLooksAtAllByDefault": {larder.SweepAdaptive, sweep.Settings{}, []int{1024}},
	} {
		t.Run(name, func(t *testing.T) {
			cache := &target{work: 100, shortest: time.Minute}
			sweep.New(c.kind, c.settings).Tick(cache)
			require.Equal(t, c.limits, cache.limits)
		})
	}
	require.Nil(t, sweep.New(larder.SweepNone, sweep.Settings{}))
	require.Nil(t, sweep.New(larder.SweepSampled, sweep.Settings{}))
}

// TestWait asks after a tick of a cache with 1,000 entries to look at.
func TestWait(t *testing.T) {
	for name, c := range map[string]struct {
		kind     larder.Sweeper
		settings sweep.Settings
		cache    target
		want     time.Duration
	}{
		"UntilWhatIsDueAndAQuarterOfTheTTL": {larder.SweepFull, sweep.Settings{}, target{shortest: 400 * time.Millisecond, due: time.Second}, 1100 * time.Millisecond},
		"AQuarterIsNoMoreThan":              {larder.SweepFull, sweep.Settings{}, target{shortest: time.Hour, due: time.Second}, 1250 * time.Millisecond},
		"AndNoLessThan":                     {larder.SweepFull, sweep.Settings{}, target{shortest: 1, due: time.Second}, 1010 * time.Millisecond},
		"WhatIsOverdueGetsAGrace":           {larder.SweepFull, sweep.Settings{}, target{shortest: time.Hour, due: -time.Second}, 250 * time.Millisecond},
		"NotForEver":                        {larder.SweepFull, sweep.Settings{}, target{shortest: math.MaxInt64, due: math.MaxInt64}, time.Minute},
		"FullGiven":                         {larder.SweepFull, sweep.Settings{Interval: time.Hour}, target{}, time.Hour},
		"CursorGiven":                       {larder.SweepCursor, sweep.Settings{Interval: time.Hour, Limit: 1}, target{}, time.Hour},
		"CursorGetsAroundInTheGrace":        {larder.SweepCursor, sweep.Settings{Limit: 100}, target{size: 950, shortest: time.Hour}, 25 * time.Millisecond},
		"CursorHasAnEnd":                    {larder.SweepCursor, sweep.Settings{Limit: 1}, target{size: 1 << 30, shortest: time.Second}, time.Millisecond},
		"CursorAtTheEnd":                    {larder.SweepCursor, sweep.Settings{}, target{size: 950, shortest: time.Hour, due: time.Second}, 1250 * time.Millisecond},
		"AdaptiveBehind":                    {larder.SweepAdaptive, sweep.Settings{Budget: 1000}, target{due: time.Hour}, 10 * time.Millisecond},
		"AdaptiveBehindIsAsFastIfGiven":     {larder.SweepAdaptive, sweep.Settings{Budget: 1000, Interval: time.Minute}, target{due: time.Hour}, 10 * time.Millisecond},
		"ASmallBudgetTakesTime":             {larder.SweepAdaptive, sweep.Settings{Budget: 4}, target{}, 250 * time.Millisecond},
		"AdaptiveDone":                      {larder.SweepAdaptive, sweep.Settings{}, target{shortest: time.Hour, due: time.Second}, 1250 * time.Millisecond},
		"AdaptiveDoneGiven":                 {larder.SweepAdaptive, sweep.Settings{Interval: time.Second}, target{due: time.Hour}, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			s, cache := sweep.New(c.kind, c.settings), c.cache
			cache.work = 1000
			s.Tick(&cache)
			require.Equal(t, c.want, s.Wait(&cache))
		})
	}
}
