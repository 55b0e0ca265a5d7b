package cachetest_test

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

func closeBugs() []bug {
	return []bug{
		{"a second Close that fails", planted(func(w *wrapper, _ options) {
			var closed atomic.Bool
			end := w.close
			w.close = func() error {
				if closed.Swap(true) {
					return errors.New("closed already")
				}
				return end()
			}
		}), "CloseIsIdempotent", "closed already"},

		{"a second Close that panics", planted(func(w *wrapper, _ options) {
			done, end := make(chan struct{}), w.close
			w.close = func() error { close(done); return end() }
		}), "CloseIsIdempotent", "close of closed channel"},

		{"a Close that leaves the entries", planted(func(w *wrapper, _ options) {
			end := w.close
			w.close = func() error {
				w.mu.Lock()
				entries := w.entries
				w.entries = nil
				w.mu.Unlock()
				err := end()
				w.mu.Lock()
				w.entries = entries
				w.mu.Unlock()
				return err
			}
		}), "ClosedCacheIsEmpty CloseIsIdempotent CloseReportsNothing", "after Close"},

		{"a Set accepted after Close", planted(func(w *wrapper, _ options) {
			w.set = reopening(w)
		}), "ClosedCacheIsEmpty CloseIsIdempotent", "want larder: cache is closed"},

		{"a Close that reports", planted(func(w *wrapper, _ options) {
			end := w.close
			w.close = func() error { w.clear(); return end() }
		}), "CloseReportsNothing", "cleared"},

		{"a timer that outlives Close", planted(func(w *wrapper, _ options) {
			clock := w.clock
			w.clock = clockOf{Clock: clock, after: func(d time.Duration, f func()) func() bool {
				clock.AfterFunc(d, f)
				return func() bool { return true }
			}}
		}), "CloseEndsTimers CloseDuringSet", "timers are left"},

		{"a Close that waits for the sweep", planted(func(w *wrapper, _ options) {
			var sweeping sync.Mutex
			clock, end := w.clock, w.close
			w.clock = clockOf{Clock: clock, after: func(d time.Duration, f func()) func() bool {
				return clock.AfterFunc(d, func() {
					sweeping.Lock()
					defer sweeping.Unlock()
					f()
				})
			}}
			w.close = func() error {
				sweeping.Lock()
				defer sweeping.Unlock()
				return end()
			}
		}), "CloseDuringSweep", "deadlock"},

		{"a Set that looks for Close too early", planted(func(w *wrapper, _ options) {
			set := reopening(w)
			w.set = func(key string, value int, ttl time.Duration) error {
				w.mu.Lock()
				closed := w.closed
				w.mu.Unlock()
				if closed {
					return larder.ErrClosed
				}
				w.clock.Now()
				runtime.Gosched()
				return set(key, value, ttl)
			}
		}), "CloseDuringSet CloseBesideEverything", "after Close"},

		{"a goroutine that outlives Close", planted(func(w *wrapper, _ options) {
			done := make(chan struct{})
			go func() { <-done }()
		}), "CloseLeavesNoGoroutine BubbleEndsAfterClose", "goroutine"},

		{"a goroutine that holds a dropped cache", planted(func(w *wrapper, _ options) {
			done, end := make(chan struct{}), w.close
			go func() {
				<-done
				runtime.KeepAlive(w)
			}()
			var once sync.Once
			w.close = func() error { once.Do(func() { close(done) }); return end() }
		}), "DroppedCacheIsCollected DroppedCacheEndsItsTimers", "is not collected"},

		{"a timer that a dropped cache leaves", planted(func(w *wrapper, o options) {
			if o.Clock == nil {
				return
			}
			stop, end := again(o.Clock, time.Minute, func() {}), w.close
			w.close = func() error { stop(); return end() }
		}), "DroppedCacheEndsItsTimers", "timers an hour later"},
	}
}

// reopening returns a Set that stores in a closed cache too.
func reopening(w *wrapper) func(string, int, time.Duration) error {
	set := w.set
	return func(key string, value int, ttl time.Duration) error {
		err := set(key, value, ttl)
		if errors.Is(err, larder.ErrClosed) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.entries[key] = entry[int]{value: value, deadline: larder.NoExpiry, ttl: larder.NoExpiry}
			return nil
		}
		return err
	}
}
