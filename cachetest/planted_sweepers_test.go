package cachetest_test

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

// oneTimer returns references whose sweeper keeps the timer it has, though it
// has asked for an earlier one.
func oneTimer() cachetest.Suite {
	return reclocked(func(c larder.Clock) larder.Clock {
		var mu sync.Mutex
		var latest func()
		return clockOf{Clock: c, after: func(d time.Duration, f func()) func() bool {
			mu.Lock()
			defer mu.Unlock()
			set := latest == nil
			if latest = f; set {
				c.AfterFunc(d, func() {
					mu.Lock()
					f := latest
					latest = nil
					mu.Unlock()
					f()
				})
			}
			return func() bool { return true }
		}}
	})
}

// byKey returns references that delete whatever is under a key when a value
// that was set under it expires.
func byKey() cachetest.Suite {
	return planted(func(w *wrapper, o options) {
		set := w.set
		w.set = func(key string, value int, ttl time.Duration) error {
			if o.Clock != nil && finite(ttl) {
				o.Clock.AfterFunc(ttl, func() { w.delete(key) })
			}
			return set(key, value, ttl)
		}
	})
}

// instead returns references that take one strategy for another.
func instead(of, other larder.Sweeper) cachetest.Suite {
	return altered(func(o *options) {
		if o.Sweeper == of {
			o.Sweeper = other
		}
	})
}

func sweeperBugs() []bug {
	return []bug{
		{"a sweeper that is not hastened", oneTimer(), "ShortTTLHastensTheSweeper", "in time after"},

		{"a sweeper that comes every second", altered(func(o *options) {
			if o.Sweeper.Ticks() && o.SweepInterval == 0 {
				o.SweepInterval = time.Second
			}
		}), "SweeperSleepsUntilADeadline", "while nothing expires"},

		{"a step back that resurrects beside a sweeper", planted(func(w *wrapper, _ options) {
			w.get = func(key string) (int, bool) {
				now := w.clock.Now().Sub(w.epoch)
				w.mu.Lock()
				defer w.mu.Unlock()
				e, there := w.entries[key]
				if !there || !e.alive(now) {
					return 0, false
				}
				return e.value, true
			}
		}), "SweeperOutlivesAStepBack", "Get(seen)"},

		{"a sweeper that spins until the clock is where it was", planted(func(w *wrapper, o options) {
			if o.Clock == nil {
				return
			}
			latest := o.Clock.Now()
			var spin func()
			spin = func() {
				if o.Clock.Now().Before(latest) {
					o.Clock.AfterFunc(time.Millisecond, spin)
				}
			}
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if now := o.Clock.Now(); now.After(latest) {
					latest = now
				}
				spin()
				return set(key, value, ttl)
			}
		}), "SweeperOutlivesAStepBack", "ticks in"},

		{"a sweep by key", byKey(), "SweepAfterManyOverwrites SweepAfterManyDeletes", ""},

		{"Options.SweepBudget ignored", altered(func(o *options) { o.SweepBudget = 0 }),
			"SweepBudgetBoundsASecond", "are removed within"},

		{"a budget that is not spent", altered(func(o *options) { o.SweepBudget = (o.SweepBudget + 3) / 4 }),
			"SweepBudgetBoundsASecond", "are left after"},

		{"a small budget by default", altered(func(o *options) {
			if o.Sweeper.Ticks() && o.Sweeper != larder.SweepFull && o.Sweeper != larder.SweepCursor && o.SweepBudget == 0 {
				o.SweepBudget = 300
			}
		}), "SweepBurstGoesWithinASecond", "a second after the deadline"},

		{"a queue that takes every TTL", instead(larder.SweepQueue, larder.SweepHeap),
			"QueueTakesOptionsTTL QueueTakesTheFirstTTL", "want larder: negative"},

		{"a queue that does not know of Options.TTL", planted(func(w *wrapper, _ options) { w.one = 0 }),
			"QueueTakesOptionsTTL", "Set(first, 0,"},

		{"a queue that takes nothing for ever", planted(func(w *wrapper, o options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if o.Sweeper == larder.SweepQueue && ttl == larder.NoExpiry {
					return larder.ErrTTL
				}
				return set(key, value, ttl)
			}
		}), "QueueTakesOptionsTTL QueueTakesTheFirstTTL", "negative"},

		{"SweepSampled with a timer", instead(larder.SweepSampled, larder.SweepCursor), "SampledAsksForNoTimer", "SweepSampled"},

		{"SweepSampled that removes nothing", instead(larder.SweepSampled, larder.SweepNone),
			"SampledBoundsWhatHasExpired", "of such as expire"},

		{"a sweep that reports after Close", planted(func(w *wrapper, o options) {
			if o.Clock == nil {
				return
			}
			w.clock = clockOf{Clock: o.Clock, after: func(d time.Duration, f func()) func() bool {
				return o.Clock.AfterFunc(d, func() {
					w.mu.Lock()
					seen := make(map[string]int)
					for key, e := range w.entries {
						seen[key] = e.value
					}
					w.mu.Unlock()
					f()
					w.mu.Lock()
					closed := w.closed
					w.mu.Unlock()
					for key, value := range seen {
						if closed && o.OnRemove != nil {
							o.OnRemove(key, value, larder.CauseExpired)
						}
					}
				})
			}}
		}), "CloseDuringAnySweep", "or twice for it"},

		{"a Close that waits for Sets of SweepSampled", planted(func(w *wrapper, o options) {
			if o.Sweeper != larder.SweepSampled {
				return
			}
			var setting sync.Mutex
			var open atomic.Bool
			open.Store(true)
			set, end := w.set, w.close
			w.set = func(key string, value int, ttl time.Duration) error {
				if open.Load() {
					setting.Lock()
					defer setting.Unlock()
				}
				return set(key, value, ttl)
			}
			w.close = func() error {
				open.Store(false)
				setting.Lock()
				defer setting.Unlock()
				return end()
			}
		}), "CloseDuringAnySweep", "deadlock"},
	}
}

func overdueBugs() []bug {
	return []bug{
		{"a lag that is not told", counting(func(_ *wrapper, _ options, s larder.Stats) larder.Stats {
			s.SweepLag = 0
			return s
		}), "StatsTellWhatIsOverdue StatsTellWhatASweepLeaves", "SweepLag = 0s"},

		{"everything overdue that expires", counting(func(w *wrapper, _ options, s larder.Stats) larder.Stats {
			w.mu.Lock()
			defer w.mu.Unlock()
			s.Overdue = 0
			for _, e := range w.entries {
				if e.deadline != larder.NoExpiry {
					s.Overdue++
				}
			}
			return s
		}), "StatsTellWhatIsOverdue StatsTellWhatASweepLeaves", "has Overdue ="},

		{"ticks that are not counted", counting(func(_ *wrapper, _ options, s larder.Stats) larder.Stats {
			s.SweepRuns = 0
			return s
		}), "StatsCountSweepRuns", "SweepRuns = 0"},

		{"ticks that are counted twice", counting(func(_ *wrapper, _ options, s larder.Stats) larder.Stats {
			s.SweepRuns *= 2
			return s
		}), "StatsCountSweepRuns", "calls of the clock"},
	}
}
