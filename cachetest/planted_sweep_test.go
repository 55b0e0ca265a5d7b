package cachetest_test

import (
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

// ticking returns references with something done before each tick.
func ticking(before func(w *wrapper)) cachetest.Suite {
	return planted(func(w *wrapper, _ options) {
		clock := w.clock
		w.clock = clockOf{Clock: clock, after: func(d time.Duration, f func()) func() bool {
			return clock.AfterFunc(d, func() {
				before(w)
				f()
			})
		}}
	})
}

func sweepBugs() []bug {
	return []bug{
		{"a sweeper that never removes", altered(func(o *options) {
			o.Sweeper, o.SweepInterval, o.SweepLimit = larder.SweepNone, 0, 0
		}), "SweepRemovesUnread SweepFullTakesAllInOneTick SweeperWakesAgain FirstFiniteSetStartsOneTimer", ""},

		{"a sweeper that removes the live", ticking(func(w *wrapper) {
			for _, key := range keysOf(w.plain)[:1] {
				w.delete(key)
			}
		}), "SweepSparesLive", "after a sweep"},

		{"SweepNone ignored", altered(func(o *options) {
			if o.Sweeper == larder.SweepNone {
				o.Sweeper = larder.SweepCursor
			}
		}), "SweepNoneRemovesNothing", "with no sweeper"},

		{"SweepFull taken for a cursor", altered(func(o *options) {
			if o.Sweeper == larder.SweepFull {
				o.Sweeper = larder.SweepCursor
			}
		}), "SweepFullTakesAllInOneTick", "after one tick"},

		{"a sweeper that comes once a minute", altered(func(o *options) {
			if o.Sweeper != larder.SweepNone && o.SweepInterval == 0 {
				o.SweepInterval = time.Minute
			}
		}), "SweepGetsAroundInTime", "after the deadline"},

		{"Options.SweepLimit ignored", altered(func(o *options) { o.SweepLimit = 0 }), "SweepLimitBoundsATick", "more than the limit"},

		{"a sweeper that begins anew at each tick", ticking(func(w *wrapper) {
			keys := keysOf(w.plain)
			w.mu.Lock()
			defer w.mu.Unlock()
			w.unseen = keys
		}), "SweepResumesWhereItStopped", "after two rounds"},

		{"Options.SweepInterval ignored", altered(func(o *options) { o.SweepInterval = 0 }),
			"SweepIntervalSpacesTicks", "apart"},
	}
}
