package cachetest_test

import (
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

// again has the clock call f at each interval from now on, until the returned
// function is called.
func again(clock larder.Clock, interval time.Duration, f func()) (stop func()) {
	var stopped atomic.Bool
	var beat func()
	beat = func() {
		if !stopped.Load() {
			f()
			clock.AfterFunc(interval, beat)
		}
	}
	cancel := clock.AfterFunc(interval, beat)
	return func() { stopped.Store(true); cancel() }
}

func restBugs() []bug {
	return []bug{
		{"a constructor that starts a timer", planted(func(w *wrapper, _ options) {
			stop, end := again(w.clock, time.Minute, func() {}), w.close
			w.close = func() error { stop(); return end() }
		}), "NewStartsNothing", "before any Set"},

		{"a timer for every Set", planted(func(w *wrapper, _ options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if finite(ttl) {
					w.clock.AfterFunc(ttl, func() {})
				}
				return set(key, value, ttl)
			}
		}), "FirstFiniteSetStartsOneTimer", "want 1 or 2"},

		{"a sweeper that never rests", planted(func(w *wrapper, _ options) {
			set, end, stop := w.set, w.close, func() {}
			var once atomic.Bool
			w.set = func(key string, value int, ttl time.Duration) error {
				if finite(ttl) && !once.Swap(true) {
					stop = again(w.clock, time.Minute, func() {})
				}
				return set(key, value, ttl)
			}
			w.close = func() error { stop(); return end() }
		}), "SweeperRestsWithoutDeadlines", "no entry has a deadline"},

		{"a sweeper that rests for ever", reclocked(func(c larder.Clock) larder.Clock {
			var timers, rested atomic.Int32
			return clockOf{Clock: c, after: func(d time.Duration, f func()) func() bool {
				if rested.Load() > 0 {
					return func() bool { return false }
				}
				timers.Add(1)
				return c.AfterFunc(d, func() {
					timers.Add(-1)
					if f(); timers.Load() == 0 {
						rested.Store(1)
					}
				})
			}}
		}), "SweeperWakesAgain", "want 1 or 2"},
	}
}
