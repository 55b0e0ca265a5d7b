package cachetest_test

import (
	"math"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

// timed returns references in which what is stored for ttl is stored for
// another time.
func timed(other func(w *wrapper, o options, ttl time.Duration) time.Duration) cachetest.Suite {
	return planted(func(w *wrapper, o options) {
		set := w.set
		w.set = func(key string, value int, ttl time.Duration) error {
			return set(key, value, other(w, o, ttl))
		}
	})
}

// finite reports whether ttl is a time.
func finite(ttl time.Duration) bool { return ttl > 0 && ttl != larder.NoExpiry }

func expiryBugs() []bug {
	return []bug{
		{"a deadline that is still alive", timed(func(_ *wrapper, _ options, ttl time.Duration) time.Duration {
			if finite(ttl) && ttl < math.MaxInt64-1 {
				return ttl + 1
			}
			return ttl
		}), "AbsentAtTheDeadline EveryTTLIsHonouredOrRefused BubbleDeadlinesAreExact AgreesWithModel", ""},

		{"a deadline that is early", timed(func(_ *wrapper, _ options, ttl time.Duration) time.Duration {
			if finite(ttl) {
				return max(ttl-1, 1)
			}
			return ttl
		}), "AbsentAtTheDeadline EveryTTLIsHonouredOrRefused", "before the deadline"},

		{"a TTL rounded to milliseconds", timed(func(_ *wrapper, _ options, ttl time.Duration) time.Duration {
			if finite(ttl) {
				return max(ttl.Round(time.Millisecond), time.Millisecond)
			}
			return ttl
		}), "AbsentAtTheDeadline EveryTTLIsHonouredOrRefused", ""},

		{"a TTL below a second that never ends", timed(func(_ *wrapper, _ options, ttl time.Duration) time.Duration {
			if finite(ttl) && ttl < time.Second {
				return larder.NoExpiry
			}
			return ttl
		}), "EveryTTLIsHonouredOrRefused", "at the deadline"},

		{"a negative TTL that never ends", timed(func(_ *wrapper, _ options, ttl time.Duration) time.Duration {
			if ttl < 0 {
				return larder.NoExpiry
			}
			return ttl
		}), "NegativeTTLIsRefused EveryTTLIsHonouredOrRefused", "want larder: negative"},

		{"a negative TTL whose sign is lost", timed(func(_ *wrapper, _ options, ttl time.Duration) time.Duration {
			if ttl < 0 {
				return -ttl
			}
			return ttl
		}), "NegativeTTLIsRefused", "want larder: negative"},

		{"a refused Set that removes", planted(func(w *wrapper, _ options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				err := set(key, value, ttl)
				if err != nil {
					w.delete(key)
				}
				return err
			}
		}), "NegativeTTLIsRefused RefusedSetReportsNothing QueueTakesOptionsTTL QueueTakesTheFirstTTL", ""},

		{"an overflow that never ends", timed(func(w *wrapper, _ options, ttl time.Duration) time.Duration {
			if finite(ttl) && ttl > math.MaxInt64-w.clock.Now().Sub(w.epoch)-1 {
				return larder.NoExpiry
			}
			return ttl
		}), "HugeTTLSaturates", "at the end of time"},

		{"an overflow that wraps", timed(func(w *wrapper, _ options, ttl time.Duration) time.Duration {
			if finite(ttl) && ttl > math.MaxInt64-w.clock.Now().Sub(w.epoch)-1 {
				return 1
			}
			return ttl
		}), "HugeTTLSaturates", "Get("},

		{"a NoExpiry of a hundred years", timed(func(_ *wrapper, _ options, ttl time.Duration) time.Duration {
			if ttl == larder.NoExpiry {
				return 100 * 365 * 24 * time.Hour
			}
			return ttl
		}), "NoExpiryNeverExpires", "Get("},

		{"Options.TTL ignored", altered(func(o *options) { o.TTL = 0 }), "DefaultTTLTakesOptionsTTL", "when Options.TTL has passed"},

		{"a default TTL for every Set", timed(func(_ *wrapper, o options, ttl time.Duration) time.Duration {
			if o.TTL > 0 && ttl >= 0 {
				return larder.DefaultTTL
			}
			return ttl
		}), "DefaultTTLTakesOptionsTTL", "own"},

		{"a Set that keeps the first deadline", planted(func(w *wrapper, _ options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				w.mu.Lock()
				old, there := w.entries[key]
				there = there && old.alive(w.latest)
				w.mu.Unlock()
				err := set(key, value, ttl)
				w.mu.Lock()
				defer w.mu.Unlock()
				if e, ok := w.entries[key]; ok && there && err == nil {
					e.deadline, e.ttl = old.deadline, old.ttl
					w.entries[key] = e
				}
				return err
			}
		}), "SetRenewsTheDeadline", "deadline of the replaced value"},

		{"a sweep of deadlines that were renewed", planted(func(w *wrapper, o options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if o.Clock != nil && finite(ttl) {
					o.Clock.AfterFunc(ttl, func() { w.delete(key) })
				}
				return set(key, value, ttl)
			}
		}), "SetRenewsTheDeadline", "deadline of the replaced value"},

		{"a Get that renews the deadline", planted(func(w *wrapper, _ options) {
			get := w.get
			w.get = func(key string) (int, bool) {
				value, ok := get(key)
				w.mu.Lock()
				defer w.mu.Unlock()
				if e, there := w.entries[key]; there && ok && e.deadline != larder.NoExpiry {
					e.deadline = w.latest + 10*time.Second
					w.entries[key] = e
				}
				return value, ok
			}
		}), "GetLeavesTheDeadline", "after many reads"},

		{"a Delete that takes the expired for live", planted(func(w *wrapper, _ options) {
			del := w.delete
			w.delete = func(key string) bool {
				w.mu.Lock()
				_, there := w.entries[key]
				w.mu.Unlock()
				return del(key) || there
			}
		}), "ExpiredIsAbsentAtOnce ReportsExpiredThatWasDeleted", "Delete(key) = true"},
	}
}
