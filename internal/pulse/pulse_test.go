package pulse_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/internal/pulse"
	"github.com/stretchr/testify/require"
)

// worker owns a pulse and counts down its work, one piece a beat.
type worker struct {
	work, beats int
	pulse       *pulse.Pulse
}

func newWorker(clock *fakeclock.Clock, work int) *worker {
	w := &worker{work: work}
	w.pulse = pulse.New(w, clock.AfterFunc,
		func(w *worker) time.Duration {
			w.beats++
			if w.work > 0 {
				w.work--
			}
			return pause(w)
		},
		pause)
	return w
}

func pause(w *worker) time.Duration {
	if w.work == 0 {
		return 0
	}
	return time.Second
}

func Example() {
	clock := fakeclock.New(time.Unix(0, 0))
	w := newWorker(clock, 3)
	w.pulse.Wake(time.Second)
	clock.Advance(time.Minute)
	fmt.Println("beats:", w.beats, "timers:", clock.Pending())
	// Output: beats: 3 timers: 0
}

func TestRestsAndWakes(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := newWorker(clock, 1)
	require.False(t, w.pulse.Running())
	require.Zero(t, clock.Pending(), "New must not arm a timer")
	require.True(t, w.pulse.Wake(time.Second))
	require.False(t, w.pulse.Wake(time.Second), "it is awake already")
	require.Equal(t, 1, clock.Pending())
	clock.Advance(time.Minute)
	require.False(t, w.pulse.Running())
	w.work = 2
	require.True(t, w.pulse.Wake(time.Second))
	clock.Advance(time.Minute)
	require.Equal(t, 3, w.beats)
}

// Work that appears after the beat has found none, and whose maker finds the
// pulse still running, must not be forgotten.
func TestRestAsksAgain(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := newWorker(clock, 0)
	w.pulse = pulse.New(w, clock.AfterFunc,
		func(w *worker) time.Duration {
			w.beats++
			if w.beats > 1 {
				return 0
			}
			w.work = 1 // someone else, between the beat's look and its rest
			require.False(t, w.pulse.Wake(time.Second))
			return 0
		},
		func(w *worker) time.Duration {
			defer func() { w.work = 0 }()
			return pause(w)
		})
	w.pulse.Wake(time.Second)
	clock.Advance(time.Minute)
	require.Equal(t, 2, w.beats)
}

func TestStopEndsTheTimer(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := newWorker(clock, 10)
	w.pulse.Wake(time.Second)
	clock.Advance(2 * time.Second)
	w.pulse.Stop()
	require.Zero(t, clock.Pending())
	require.False(t, w.pulse.Wake(time.Second), "stopped is for good")
	clock.Advance(time.Minute)
	require.Equal(t, 2, w.beats)
}

func TestStopDuringABeat(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := &worker{}
	w.pulse = pulse.New(w, clock.AfterFunc,
		func(w *worker) time.Duration { w.beats++; w.pulse.Stop(); return time.Second }, pause)
	w.pulse.Wake(time.Second)
	clock.Advance(time.Minute)
	require.Equal(t, 1, w.beats)
	require.Zero(t, clock.Pending())
}

// A timer may fire before the one who set it has got hold of it.
func TestStopFindsTheTimerThatAnEarlyCallSet(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := &worker{}
	early := func(d time.Duration, f func()) func() bool {
		stop := clock.AfterFunc(d, f)
		if w.beats == 0 {
			clock.Advance(d)
		}
		return stop
	}
	w.pulse = pulse.New(w, early,
		func(w *worker) time.Duration { w.beats++; return time.Second }, pause)
	w.pulse.Wake(time.Second)
	require.Equal(t, 1, w.beats)
	require.Equal(t, 1, clock.Pending())
	w.pulse.Stop()
	require.Zero(t, clock.Pending())
}

func TestABeatThatPanicsIsNotTheLast(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := &worker{work: 1}
	w.pulse = pulse.New(w, clock.AfterFunc,
		func(w *worker) time.Duration {
			if w.beats++; w.beats == 1 {
				panic("beat")
			}
			w.work = 0
			return 0
		}, pause)
	w.pulse.Wake(time.Second)
	require.PanicsWithValue(t, "beat", func() { clock.Advance(time.Second) })
	clock.Advance(time.Second)
	require.Equal(t, 2, w.beats)
}

func TestAnOwnerThatIsDroppedIsCollected(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := newWorker(clock, 1<<30)
	w.pulse.Wake(time.Second)
	gone := weak.Make(w)
	w = nil
	for range 100 {
		if runtime.GC(); gone.Value() == nil {
			break
		}
	}
	require.Nil(t, gone.Value())
	clock.Advance(time.Second)
	require.Zero(t, clock.Pending(), "the timer ends with its owner")
}
