package cachetest_test

import (
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

type listener = func(key string, value int, cause larder.Cause)

func removalBugs() []bug {
	return []bug{
		{"a Delete reported as an eviction", relistened(func(key string, value int, cause larder.Cause, tell listener) {
			if cause == larder.CauseDeleted {
				cause = larder.CauseEvicted
			}
			tell(key, value, cause)
		}), "ReportsDeleted ReportsExactlyOnceUnderLoad", ""},

		{"a Delete reported late", planted(func(w *wrapper, o options) {
			var late atomic.Pointer[func()]
			w.o.OnRemove = func(key string, value int, cause larder.Cause) {
				f := late.Swap(nil)
				if cause == larder.CauseDeleted {
					report := func() { o.OnRemove(key, value, cause) }
					late.Store(&report)
				} else {
					o.OnRemove(key, value, cause)
				}
				if f != nil {
					(*f)()
				}
			}
		}), "ReportsDeleted", "after Delete"},

		{"a replaced value not reported", relistened(func(key string, value int, cause larder.Cause, tell listener) {
			if cause != larder.CauseReplaced {
				tell(key, value, cause)
			}
		}), "ReportsReplaced ReportsExactlyOnceUnderLoad AgreesWithModel", ""},

		{"an expired value reported twice", relistened(func(key string, value int, cause larder.Cause, tell listener) {
			tell(key, value, cause)
			if cause == larder.CauseExpired {
				tell(key, value, cause)
			}
		}), "ReportsExpiredThatWasRead ReportsExpiredThatWasSwept ExpiredReadTwiceIsRemovedOnce ReportsExactlyOnceUnderLoad", ""},

		{"an expired value reported as replaced when overwritten", recaused(func(w *wrapper, tell listener, key string, value int, cause larder.Cause) {
			if w.setting.Load() > 0 && cause == larder.CauseExpired {
				cause = larder.CauseReplaced
			}
			tell(key, value, cause)
		}), "ReportsExpiredThatWasOverwritten AgreesWithModel", "replaced"},

		{"an expired value not reported when overwritten", recaused(func(w *wrapper, tell listener, key string, value int, cause larder.Cause) {
			if w.setting.Load() == 0 || cause != larder.CauseExpired {
				tell(key, value, cause)
			}
		}), "ReportsExpiredThatWasOverwritten", "want [key=1 expired]"},

		{"an expired value not reported when deleted", recaused(func(w *wrapper, tell listener, key string, value int, cause larder.Cause) {
			if w.deleting.Load() == 0 || cause != larder.CauseExpired {
				tell(key, value, cause)
			}
		}), "ReportsExpiredThatWasDeleted", "want [key=1 expired]"},

		{"a sweep that reports nothing", planted(func(w *wrapper, o options) {
			var sweeping atomic.Bool
			w.clock = clockOf{Clock: w.clock, after: func(d time.Duration, f func()) func() bool {
				return o.Clock.AfterFunc(d, func() {
					sweeping.Store(true)
					defer sweeping.Store(false)
					f()
				})
			}}
			w.o.OnRemove = func(key string, value int, cause larder.Cause) {
				if !sweeping.Load() {
					o.OnRemove(key, value, cause)
				}
			}
		}), "ReportsExpiredThatWasSwept", "after a sweep"},

		{"a refused value reported as rejected", planted(func(w *wrapper, o options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				err := set(key, value, ttl)
				if err != nil {
					o.OnRemove(key, value, larder.CauseRejected)
				}
				return err
			}
		}), "RefusedSetReportsNothing AgreesWithModel", "reject"},

		{"Options.OnRemove ignored", altered(func(o *options) { o.OnRemove = nil }),
			"ReportsDeleted ReportsReplaced ReportsExpiredThatWasRead ListenerMayCallTheCache", ""},

		{"a cleared value reported as deleted", relistened(func(key string, value int, cause larder.Cause, tell listener) {
			if cause == larder.CauseCleared {
				cause = larder.CauseDeleted
			}
			tell(key, value, cause)
		}), "ReportsCleared AgreesWithModel", "deleted"},

		{"a Clear that forgets what expires", planted(func(w *wrapper, _ options) {
			w.clear = func() {
				for _, key := range keysOf(w.plain) {
					w.mu.Lock()
					e := w.entries[key]
					w.mu.Unlock()
					if e.deadline == larder.NoExpiry {
						w.delete(key)
					}
				}
			}
		}), "ClearRemovesEverything", "after Clear"},
	}
}

// recaused returns references that tell the listener in a way of their own,
// knowing what the cache is doing.
func recaused(listen func(w *wrapper, tell listener, key string, value int, cause larder.Cause)) cachetest.Suite {
	return planted(func(w *wrapper, o options) {
		set, del := w.set, w.delete
		w.set = func(key string, value int, ttl time.Duration) error {
			w.setting.Add(1)
			defer w.setting.Add(-1)
			return set(key, value, ttl)
		}
		w.delete = func(key string) bool {
			w.deleting.Add(1)
			defer w.deleting.Add(-1)
			return del(key)
		}
		w.o.OnRemove = func(key string, value int, cause larder.Cause) { listen(w, o.OnRemove, key, value, cause) }
	})
}
