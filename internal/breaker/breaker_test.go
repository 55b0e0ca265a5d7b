package breaker_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/larder-go/larder/internal/breaker"
)

// fail lets a call through and has it fail.
func fail(t *testing.T, b *breaker.Breaker) {
	t.Helper()
	c, ok := b.Allow()
	require.True(t, ok)
	b.Done(c, true)
}

// settable returns a clock and the time that it tells.
func settable() (now *time.Time, clock func() time.Time) {
	now = new(time.Time)
	return now, func() time.Time { return *now }
}

func refused(b *breaker.Breaker) bool {
	_, ok := b.Allow()
	return !ok
}

func TestOpensAfterFailuresInARow(t *testing.T) {
	b := breaker.New(breaker.Options{Failures: 3, OpenFor: time.Minute})
	for range 5 {
		fail(t, b)
		fail(t, b)
		c, ok := b.Allow()
		require.True(t, ok)
		b.Done(c, false) // the row is broken
	}
	require.Equal(t, breaker.Closed, b.State())
	for range 3 {
		fail(t, b)
	}
	require.Equal(t, breaker.Open, b.State())
	require.True(t, refused(b))
}

func TestNeverOpensWithoutAThreshold(t *testing.T) {
	b := breaker.New(breaker.Options{OpenFor: time.Minute})
	for range 1000 {
		fail(t, b)
	}
	require.Equal(t, breaker.Closed, b.State())
}

func TestOneProbe(t *testing.T) {
	now, clock := settable()
	b := breaker.New(breaker.Options{Failures: 1, OpenFor: 10 * time.Second, Now: clock})
	fail(t, b)
	*now = now.Add(9*time.Second - 1)
	require.True(t, refused(b), "a tenth less at most")
	*now = now.Add(2*time.Second + 1)
	probe, ok := b.Allow()
	require.True(t, ok, "a tenth more at most")
	require.Equal(t, breaker.HalfOpen, b.State())
	for range 100 {
		require.True(t, refused(b), "while the probe is under way")
	}
	b.Done(probe, true)
	require.Equal(t, breaker.Open, b.State())
	require.True(t, refused(b))
	*now = now.Add(11 * time.Second)
	probe, ok = b.Allow()
	require.True(t, ok)
	b.Done(probe, false)
	require.Equal(t, breaker.Closed, b.State())
	fail(t, b)
	require.Equal(t, breaker.Open, b.State(), "and it counts anew")
}

// TestCallsOfAnEarlierTerm: what began before the breaker opened says nothing about how
// the other side is now.
func TestCallsOfAnEarlierTerm(t *testing.T) {
	now, clock := settable()
	b := breaker.New(breaker.Options{Failures: 1, OpenFor: time.Second, Now: clock})
	slow, _ := b.Allow()
	good, _ := b.Allow()
	fail(t, b)
	b.Done(good, false)
	require.Equal(t, breaker.Open, b.State())
	*now = now.Add(2 * time.Second)
	probe, ok := b.Allow()
	require.True(t, ok)
	b.Done(slow, true)
	require.Equal(t, breaker.HalfOpen, b.State())
	b.Done(probe, false)
	require.Equal(t, breaker.Closed, b.State())
	b.Done(probe, true) // twice
	require.Equal(t, breaker.Closed, b.State())
}

func TestUnknown(t *testing.T) {
	now, clock := settable()
	b := breaker.New(breaker.Options{Failures: 1, OpenFor: time.Second, Now: clock})
	c, _ := b.Allow()
	b.Unknown(c)
	require.Equal(t, breaker.Closed, b.State())
	fail(t, b)
	*now = now.Add(2 * time.Second)
	probe, _ := b.Allow()
	b.Unknown(probe)
	require.Equal(t, breaker.Open, b.State())
	probe, ok := b.Allow()
	require.True(t, ok, "the next one finds out, at once")
	b.Done(probe, false)
	require.Equal(t, breaker.Closed, b.State())
}

func TestChangesAreTold(t *testing.T) {
	now, clock := settable()
	var told []string
	var b *breaker.Breaker
	b = breaker.New(breaker.Options{Failures: 1, OpenFor: time.Second, Now: clock, Changed: func(from, to breaker.State) {
		told = append(told, from.String()+" to "+to.String())
		b.State() // outside of locks
	}})
	fail(t, b)
	*now = now.Add(2 * time.Second)
	c, _ := b.Allow()
	b.Done(c, false)
	require.Equal(t, []string{"closed to open", "open to half-open", "half-open to closed"}, told)
}

// TestAPanicOfChanged reaches the caller, and the breaker goes on.
func TestAPanicOfChanged(t *testing.T) {
	told := 0
	b := breaker.New(breaker.Options{Failures: 1, Changed: func(breaker.State, breaker.State) {
		if told++; told == 1 {
			panic("listener")
		}
	}})
	require.PanicsWithValue(t, "listener", func() { fail(t, b) })
	c, ok := b.Allow()
	require.True(t, ok)
	b.Done(c, false)
	require.Equal(t, 3, told)
}

// TestOneProbeOfMany: of callers at the same moment one finds out, and changes are told
// in order, one at a time.
func TestOneProbeOfMany(t *testing.T) {
	var telling atomic.Int32
	last := breaker.Closed
	b := breaker.New(breaker.Options{Failures: 1, Changed: func(from, to breaker.State) {
		require.Equal(t, int32(1), telling.Add(1))
		require.Equal(t, last, from)
		last = to
		telling.Add(-1)
	}})
	for range 200 {
		fail(t, b) // open for no time at all
		var allowed atomic.Int32
		var all sync.WaitGroup
		probe := make(chan breaker.Call, 8)
		for range cap(probe) {
			all.Go(func() {
				if c, ok := b.Allow(); ok {
					allowed.Add(1)
					probe <- c
				}
			})
		}
		all.Wait()
		require.Equal(t, int32(1), allowed.Load())
		b.Done(<-probe, false)
		require.Equal(t, breaker.Closed, b.State())
	}
}
