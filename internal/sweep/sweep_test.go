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

// target notes what it is asked for.
type target struct {
	limits   []int
	size     int
	shortest time.Duration
}

func (t *target) Sweep(limit int)            { t.limits = append(t.limits, limit) }
func (t *target) Len() int                   { return t.size }
func (t *target) ShortestTTL() time.Duration { return t.shortest }

func Example() {
	cache := &target{size: 1_000_000, shortest: time.Minute}
	s := sweep.New(larder.SweepCursor, 0, 0)
	s.Tick(cache)
	fmt.Println(cache.limits, s.Interval(cache))
	// Output: [1024] 10.235414ms
}

func TestTick(t *testing.T) {
	for name, c := range map[string]struct {
		strategy sweep.Strategy
		limit    int
	}{
		"CursorLimit":   {sweep.New(larder.SweepCursor, 0, 7), 7},
		"CursorDefault": {sweep.New(larder.SweepCursor, 0, 0), 1024},
		"Full":          {sweep.New(larder.SweepFull, 0, 0), math.MaxInt},
	} {
		t.Run(name, func(t *testing.T) {
			cache := &target{size: 10}
			c.strategy.Tick(cache)
			require.Equal(t, []int{c.limit}, cache.limits)
		})
	}
	require.Nil(t, sweep.New(larder.SweepNone, 0, 0))
}

func TestInterval(t *testing.T) {
	for _, c := range []struct {
		name     string
		strategy sweep.Strategy
		cache    target
		want     time.Duration
	}{
		{"FullGoesByTheShortestTTL", sweep.New(larder.SweepFull, 0, 0), target{size: 1 << 20, shortest: 8 * time.Second}, 2 * time.Second},
		{"FullGiven", sweep.New(larder.SweepFull, time.Minute, 0), target{shortest: time.Second}, time.Minute},
		{"NotTooOften", sweep.New(larder.SweepFull, 0, 0), target{shortest: 1}, 100 * time.Millisecond},
		{"NotTooSeldom", sweep.New(larder.SweepFull, 0, 0), target{shortest: math.MaxInt64}, 10 * time.Second},
		{"CursorDividesTheRound", sweep.New(larder.SweepCursor, 0, 100), target{size: 950, shortest: 8 * time.Second}, 200 * time.Millisecond},
		{"CursorGiven", sweep.New(larder.SweepCursor, time.Minute, 100), target{size: 950, shortest: time.Second}, time.Minute},
		{"CursorHasAnEnd", sweep.New(larder.SweepCursor, 0, 1), target{size: 1 << 30, shortest: time.Second}, time.Millisecond},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, c.strategy.Interval(&c.cache))
		})
	}
}
