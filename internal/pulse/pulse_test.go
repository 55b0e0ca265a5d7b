package pulse_test

import (
	"fmt"
	"runtime"
	"sync"
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
		func(w *worker) {
			w.beats++
			if w.work > 0 {
				w.work--
			}
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
	w.pulse.Wake()
	clock.Advance(time.Minute)
	fmt.Println("beats:", w.beats, "timers:", clock.Pending())
	// Output: beats: 3 timers: 0
}

func TestRestsAndWakes(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := newWorker(clock, 1)
	require.False(t, w.pulse.Running())
	require.Zero(t, clock.Pending(), "New must not arm a timer")
	require.True(t, w.pulse.Wake())
	require.False(t, w.pulse.Wake(), "it is awake already")
	require.Equal(t, 1, clock.Pending())
	clock.Advance(time.Minute)
	require.False(t, w.pulse.Running())
	w.work = 2
	require.True(t, w.pulse.Wake())
	clock.Advance(time.Minute)
	require.Equal(t, 3, w.beats)
}

// Work that appears after the beat has found none, and whose maker finds the
// pulse still running, must not be forgotten.
func TestRestAsksAgain(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w, asked := newWorker(clock, 1), 0
	w.pulse = pulse.New(w, clock.AfterFunc,
		func(w *worker) { w.beats, w.work = w.beats+1, 0 },
		func(w *worker) time.Duration {
			d := pause(w)
			if asked++; asked == 2 { // after the first beat
				w.work = 1 // someone else, between the owner's answer and the rest
				require.False(t, w.pulse.Wake())
			}
			return d
		})
	w.pulse.Wake()
	clock.Advance(time.Minute)
	require.Equal(t, 2, w.beats)
}

func TestStopEndsTheTimer(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := newWorker(clock, 10)
	w.pulse.Wake()
	clock.Advance(2 * time.Second)
	w.pulse.Stop()
	require.Zero(t, clock.Pending())
	require.False(t, w.pulse.Wake(), "stopped is for good")
	clock.Advance(time.Minute)
	require.Equal(t, 2, w.beats)
}

// TestHasten has work come up that is due before the beat that is set.
func TestHasten(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w, pause := &worker{}, time.Duration(0)
	w.pulse = pulse.New(w, clock.AfterFunc, func(w *worker) { w.beats++ }, func(*worker) time.Duration { return pause })
	w.pulse.Hasten()
	require.Zero(t, clock.Pending(), "one at rest is not to be hastened")

	pause = time.Hour
	w.pulse.Wake()
	pause = time.Second
	clock.Advance(time.Minute)
	require.Zero(t, w.beats, "not asked again")
	w.pulse.Hasten()
	require.Equal(t, 1, clock.Pending(), "in place of the other")
	pause = time.Hour
	clock.Advance(time.Second)
	require.Equal(t, 1, w.beats)
	clock.Advance(time.Hour)
	require.Equal(t, 2, w.beats)

	pause = 0
	w.pulse.Hasten()
	require.False(t, w.pulse.Running(), "nothing is left to do")
	require.Zero(t, clock.Pending())
}

// TestATimerThatWasReplacedDoesNothing even if it was too late to cancel it.
func TestATimerThatWasReplacedDoesNothing(t *testing.T) {
	var calls []func()
	w := &worker{work: 1}
	w.pulse = pulse.New(w, func(_ time.Duration, f func()) func() bool {
		calls = append(calls, f)
		return func() bool { return false }
	}, func(w *worker) { w.beats++ }, pause)
	w.pulse.Wake()
	w.pulse.Hasten()
	require.Len(t, calls, 2)
	calls[0]()
	require.Zero(t, w.beats)
	calls[1]()
	calls[1]()
	require.Equal(t, 1, w.beats)
	require.Len(t, calls, 3)
}

// TestHastenBesideABeat is for the race detector, and for what it leaves: one
// timer, however many have asked.
func TestHastenBesideABeat(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := newWorker(clock, 1<<30)
	w.pulse.Wake()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 1000 {
				w.pulse.Hasten()
			}
		})
	}
	for range 1000 {
		clock.Advance(time.Millisecond)
	}
	all.Wait()
	w.pulse.Hasten()
	require.Equal(t, 1, clock.Pending())
	before := w.beats
	clock.Advance(time.Minute)
	require.Equal(t, before+60, w.beats)
}

func TestStopDuringABeat(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := &worker{work: 1}
	w.pulse = pulse.New(w, clock.AfterFunc,
		func(w *worker) { w.beats++; w.pulse.Stop() }, pause)
	w.pulse.Wake()
	clock.Advance(time.Minute)
	require.Equal(t, 1, w.beats)
	require.Zero(t, clock.Pending())
}

// A timer may fire before the one who set it has got hold of it.
func TestStopFindsTheTimerThatAnEarlyCallSet(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := &worker{work: 1}
	early := func(d time.Duration, f func()) func() bool {
		stop := clock.AfterFunc(d, f)
		if w.beats == 0 {
			clock.Advance(d)
		}
		return stop
	}
	w.pulse = pulse.New(w, early,
		func(w *worker) { w.beats++ }, pause)
	w.pulse.Wake()
	require.Equal(t, 1, w.beats)
	require.Equal(t, 1, clock.Pending())
	w.pulse.Stop()
	require.Zero(t, clock.Pending())
}

func TestABeatThatPanicsIsNotTheLast(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := &worker{work: 1}
	w.pulse = pulse.New(w, clock.AfterFunc,
		func(w *worker) {
			if w.beats++; w.beats == 1 {
				panic("beat")
			}
			w.work = 0
		}, pause)
	w.pulse.Wake()
	require.PanicsWithValue(t, "beat", func() { clock.Advance(time.Second) })
	clock.Advance(time.Second)
	require.Equal(t, 2, w.beats)
}

func TestAnOwnerThatIsDroppedIsCollected(t *testing.T) {
	clock := fakeclock.New(time.Unix(0, 0))
	w := newWorker(clock, 1<<30)
	w.pulse.Wake()
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
