package events_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder/internal/events"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSlowSubscriberLosesEventsAndNobodyWaits(t *testing.T) {
	var bus events.Bus[int]
	require.False(t, bus.Wanted())
	goOn, got := make(chan struct{}), make(chan int, 10)
	slow := bus.Add(1, func(e int) { got <- e; <-goOn })
	require.True(t, bus.Wanted())
	bus.Emit(1)
	require.Equal(t, 1, <-got) // it is being handled
	bus.Emit(2)                // waits
	bus.Emit(3)                // has no room
	require.EqualValues(t, 1, bus.Dropped())
	close(goOn)
	bus.Remove(slow)
	require.Equal(t, 2, <-got, "what was queued is handled before Remove returns")
	require.False(t, bus.Wanted())
	bus.Emit(4)
	require.Empty(t, got)
}

func TestCloseTellsWhoIsRunning(t *testing.T) {
	var bus events.Bus[int]
	began, goOn := make(chan struct{}), make(chan struct{})
	bus.Add(0, func(int) { close(began); <-goOn })
	quick := bus.Add(0, func(int) {})
	bus.Remove(quick)
	bus.Add(0, func(int) {})
	bus.Emit(1)
	<-began
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.GreaterOrEqual(t, bus.Close(ctx), 1)
	require.Nil(t, bus.Add(0, func(int) {}))
	close(goOn)
	require.Zero(t, bus.Close(t.Context()))
}

func TestEndOutlivesTheBus(t *testing.T) {
	got := make(chan int, 1)
	s := new(events.Bus[int]).Add(0, func(e int) { got <- e })
	s.End()
	s.End()
	require.Empty(t, got)
}
