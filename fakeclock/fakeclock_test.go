package fakeclock_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/fakeclock"
	"github.com/stretchr/testify/require"
)

var _ larder.Clock = (*fakeclock.Clock)(nil)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func ExampleClock() {
	clock := fakeclock.New(time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC))
	clock.AfterFunc(time.Minute, func() { fmt.Println("called at", clock.Now().Format(time.TimeOnly)) })
	clock.Advance(time.Hour)
	fmt.Println("now", clock.Now().Format(time.TimeOnly))
	// Output:
	// called at 12:01:00
	// now 13:00:00
}

func TestAdvanceCallsInOrderOfTime(t *testing.T) {
	clock := fakeclock.New(start)
	var calls []string
	note := func(name string) func() {
		return func() { calls = append(calls, fmt.Sprint(name, " ", clock.Now().Sub(start))) }
	}
	clock.AfterFunc(3*time.Second, note("c"))
	clock.AfterFunc(time.Second, note("a"))
	clock.AfterFunc(time.Second, note("b"))
	clock.AfterFunc(time.Hour, note("later"))
	clock.Advance(3 * time.Second)
	require.Equal(t, []string{"a 1s", "b 1s", "c 3s"}, calls)
	require.Equal(t, 1, clock.Pending())
}

func TestAdvanceCallsWhatWasAskedForOnTheWay(t *testing.T) {
	clock := fakeclock.New(start)
	calls := 0
	var again func()
	again = func() { calls++; clock.AfterFunc(time.Second, again) }
	clock.AfterFunc(time.Second, again)
	clock.Advance(10 * time.Second)
	require.Equal(t, 10, calls)
}

func TestStop(t *testing.T) {
	clock := fakeclock.New(start)
	calls := 0
	stop := clock.AfterFunc(time.Second, func() { calls++ })
	require.True(t, stop())
	require.False(t, stop(), "it was cancelled already")
	stop = clock.AfterFunc(time.Second, func() { calls++ })
	clock.Advance(time.Second)
	require.Equal(t, 1, calls)
	require.False(t, stop(), "it was called already")
	require.Zero(t, clock.Pending())
}

func TestSetStepsBackAndCallsNothing(t *testing.T) {
	clock := fakeclock.New(start)
	calls := 0
	clock.AfterFunc(time.Second, func() { calls++ })
	clock.Set(start.Add(time.Hour))
	clock.Set(start.Add(-time.Hour))
	require.Equal(t, start.Add(-time.Hour), clock.Now())
	require.Zero(t, calls)
	require.Panics(t, func() { clock.Advance(-1) })
}
