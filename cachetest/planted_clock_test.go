package cachetest_test

import (
	"sync"
	"time"

	"github.com/larder-go/larder"
)

func clockBugs() []bug {
	return []bug{
		{"Options.Clock ignored", altered(func(o *options) { o.Clock = nil }),
			"AbsentAtTheDeadline ExpiredIsAbsentAtOnce SweepRemovesUnread", ""},

		{"a clock rounded to seconds", reclocked(func(c larder.Clock) larder.Clock {
			return clockOf{Clock: c, now: func() time.Time { return c.Now().Truncate(time.Second) }}
		}), "AbsentAtTheDeadline", "Get(key)"},

		{"a clock that starts in 1970", reclocked(func(c larder.Clock) larder.Clock {
			return clockOf{Clock: c, now: func() time.Time {
				if now := c.Now(); now.Unix() >= 0 {
					return now
				}
				return time.Unix(0, 0)
			}}
		}), "AnyEpochWillDo", "at the deadline"},

		{"a clock read twice", planted(func(w *wrapper, _ options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				w.clock.Now()
				return set(key, value, ttl)
			}
		}), "ClockIsReadOncePerOperation", "2 times"},

		{"a clock read for each entry and once more", planted(func(w *wrapper, _ options) {
			get := w.get
			w.get = func(key string) (int, bool) {
				value, ok := get(key)
				if !ok {
					w.clock.Now()
				}
				return value, ok
			}
		}), "ClockIsReadOncePerOperation", "2 times"},

		{"a clock read under a lock", planted(func(w *wrapper, _ options) {
			var mu sync.Mutex
			get := w.get
			w.get = func(key string) (int, bool) {
				mu.Lock()
				defer mu.Unlock()
				return get(key)
			}
		}), "ClockIsCalledOutsideLocks", "deadlock"},

		{"a timer set under a lock", planted(func(w *wrapper, _ options) {
			var mu sync.Mutex
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				w.mu.Lock()
				fresh := !w.ticking
				w.mu.Unlock()
				if fresh { // and only then
					mu.Lock()
					defer mu.Unlock()
				}
				return set(key, value, ttl)
			}
		}), "ClockIsCalledOutsideLocks", "deadlock"},

		{"a clock that resurrects", planted(func(w *wrapper, _ options) {
			w.get = func(key string) (int, bool) {
				w.mu.Lock()
				w.latest = 0
				e, there := w.entries[key]
				w.mu.Unlock()
				if !there || !e.alive(w.clock.Now().Sub(w.epoch)) {
					return 0, false // not removed
				}
				return e.value, true
			}
		}), "StepBackResurrectsNothing", "stepped back"},

		{"a Set born dead when the clock has stepped back", planted(func(w *wrapper, _ options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				err := set(key, value, ttl)
				w.mu.Lock()
				defer w.mu.Unlock()
				if e, there := w.entries[key]; there && err == nil && finite(ttl) {
					e.deadline = w.clock.Now().Sub(w.epoch) + ttl
					w.entries[key] = e
				}
				return err
			}
		}), "StepBackKeepsWrites", "after Set after a step back"},
	}
}
