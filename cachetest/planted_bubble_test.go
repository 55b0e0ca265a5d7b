package cachetest_test

import (
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

// coarse returns references that, left to the system's clock, read one that is
// refreshed by a timer, at the interval that period gives for the TTL of a
// Set, as long as entries expire.
func coarse(period func(now, ttl time.Duration) time.Duration, refreshed bool) cachetest.Suite {
	return planted(func(w *wrapper, o options) {
		if o.Clock != nil {
			return
		}
		var now atomic.Pointer[time.Time]
		refresh := func() { t := time.Now(); now.Store(&t) }
		refresh()
		w.clock = clockOf{Clock: w.clock, now: func() time.Time { return *now.Load() }}
		var current atomic.Int64
		stop := func() {}
		set, end := w.set, w.close
		w.set = func(key string, value int, ttl time.Duration) error {
			if d := period(time.Duration(current.Load()), ttl); finite(ttl) && d != time.Duration(current.Load()) {
				current.Store(int64(d))
				stop()
				stop = again(larder.SystemClock{}, d, refresh)
			}
			if refreshed {
				refresh()
			}
			return set(key, value, ttl)
		}
		w.close = func() error { stop(); return end() }
	})
}

func bubbleBugs() []bug {
	return []bug{
		{"a coarse clock", coarse(func(_, ttl time.Duration) time.Duration {
			return max(ttl/128, 100*time.Microsecond)
		}, true), "BubbleDeadlinesAreExact", "in a bubble"},

		{"a coarse clock as fine as the first TTL needs", coarse(func(now, ttl time.Duration) time.Duration {
			if now > 0 {
				return now
			}
			return max(ttl/128, 1)
		}, true), "BubbleShortTTLAfterLong", "at its deadline"},

		{"a coarse clock that is old after a rest", coarse(func(now, _ time.Duration) time.Duration {
			return now // it is never refreshed at all
		}, false), "BubbleOutlivesARest", "in a bubble"},

		{"a sweeper that needs an injected clock", altered(func(o *options) {
			if o.Clock == nil {
				o.Sweeper, o.SweepInterval, o.SweepLimit = larder.SweepNone, 0, 0
			}
		}), "BubbleSweeps", "after the deadline"},
	}
}
