package cachetest_test

import (
	"errors"
	"math"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

// reweighed returns references that weigh in a way of their own.
func reweighed(weigh func(weigh func(string, int) int64, key string, value int) int64) cachetest.Suite {
	return altered(func(o *options) {
		if old := o.Weigh; old != nil {
			o.Weigh = func(key string, value int) int64 { return weigh(old, key, value) }
		}
	})
}

func weightBugs() []bug {
	return []bug{
		{"a weight that nobody looks at", altered(func(o *options) {
			if o.MaxWeight > 0 {
				o.MaxWeight = math.MaxInt64
			}
		}), "WeightIsKept WeightIsUsed TooLargeIsRefused ReportsExactlyOnceWithinLimits AgreesWithModelWithinLimits", ""},

		{"half the weight", altered(func(o *options) { o.MaxWeight -= o.MaxWeight / 2 }), "WeightIsUsed HeaviestFits", ""},

		{"a limit of weight that cannot be reached", altered(func(o *options) {
			if o.MaxWeight > 1 {
				o.MaxWeight--
			}
		}), "HeaviestFits", "entry weighs more"},

		{"a weight of what was overwritten that stays", planted(func(w *wrapper, o options) {
			var stays atomic.Int64
			w.o.OnRemove = func(key string, value int, cause larder.Cause) {
				if cause == larder.CauseReplaced && o.Weigh != nil {
					stays.Add(1)
				}
				if o.OnRemove != nil {
					o.OnRemove(key, value, cause)
				}
			}
			stats := w.stats
			w.stats = func() larder.Stats {
				s := stats()
				s.Weight += stays.Load()
				return s
			}
		}), "WeightIsKept ReportsExactlyOnceWithinLimits AgreesWithModelWithinLimits", "Weight"},

		{"an old value that survives one that is too large", planted(func(w *wrapper, o options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if o.MaxWeight > 0 && o.Weigh(key, value) > o.MaxWeight {
					return larder.ErrTooLarge
				}
				return set(key, value, ttl)
			}
		}), "TooLargeIsRefused AgreesWithModelWithinLimits", ""},

		{"a value that is too large reported as rejected", planted(func(w *wrapper, o options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				err := set(key, value, ttl)
				if errors.Is(err, larder.ErrTooLarge) && o.OnRemove != nil {
					o.OnRemove(key, value, larder.CauseRejected)
				}
				return err
			}
		}), "TooLargeIsRefused AgreesWithModelWithinLimits", "rejected"},

		{"a negative weight taken for none", reweighed(func(weigh func(string, int) int64, key string, value int) int64 {
			return max(weigh(key, value), 0)
		}), "NegativeWeightIsRefused", "want larder: negative weight"},

		{"a weight that is kept in fewer bits", reweighed(func(weigh func(string, int) int64, key string, value int) int64 {
			return weigh(key, value) & math.MaxInt32
		}), "HugeWeightsDoNotOverflow HeaviestFits", ""},

		{"a limit of weight where there is none", altered(func(o *options) {
			if o.Weigh != nil && o.MaxWeight == 0 {
				o.MaxWeight = math.MaxInt64
			}
		}), "HugeWeightsDoNotOverflow ResizeRefusesBadLimits", ""},

		{"NoStats that leaves out the weight", counting(func(_ *wrapper, o options, s larder.Stats) larder.Stats {
			if o.NoStats {
				s.Weight = 0
			}
			return s
		}), "NoStatsLeavesWeight", "with NoStats"},

		{"a Weigh called once more", reweighed(func(weigh func(string, int) int64, key string, value int) int64 {
			weigh(key, value)
			return weigh(key, value)
		}), "WeighIsCalledOnce", "Weigh was called for"},

		{"a Weigh asked again when an entry leaves", planted(func(w *wrapper, o options) {
			if o.Weigh == nil {
				return
			}
			var weight atomic.Int64
			w.o.Weigh = func(key string, value int) int64 {
				n := o.Weigh(key, value)
				weight.Add(n)
				return n
			}
			w.o.OnRemove = func(key string, value int, cause larder.Cause) {
				weight.Add(-o.Weigh(key, value))
				if o.OnRemove != nil {
					o.OnRemove(key, value, cause)
				}
			}
			stats := w.stats
			w.stats = func() larder.Stats {
				s := stats()
				s.Weight = weight.Load()
				return s
			}
		}), "WeighMayChangeItsMind WeighIsCalledOnce", ""},

		{"a panic in Weigh taken for no weight", reweighed(func(weigh func(string, int) int64, key string, value int) (n int64) {
			defer func() { _ = recover() }()
			return weigh(key, value)
		}), "WeighMayPanic", "panics with <nil>"},

		{"a panic in Weigh that leaves the entry", planted(func(w *wrapper, o options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if o.Weigh != nil && value < 0 {
					w.locked(func() { w.entries[key] = entry[int]{value: value, deadline: larder.NoExpiry, ttl: larder.NoExpiry} })
				}
				return set(key, value, ttl)
			}
		}), "WeighMayPanic", "after Weigh panicked"},

		{"pinned entries that are evicted", reweighed(func(weigh func(string, int) int64, key string, value int) int64 {
			return max(weigh(key, value), 1)
		}), "PinnedStay PinnedFillTheCache PinnedTakesThePlaceOfOthers", ""},

		{"pinned entries that do not count", planted(func(w *wrapper, o options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if o.Capacity > 0 && o.Weigh != nil && o.Weigh(key, value) == 0 {
					w.locked(func() { w.o.Capacity++ })
				}
				return set(key, value, ttl)
			}
		}), "PinnedStay PinnedFillTheCache", ""},

		{"pinned entries that live for ever", planted(func(w *wrapper, o options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if o.Weigh != nil && o.Weigh(key, value) == 0 {
					ttl = larder.NoExpiry
				}
				return set(key, value, ttl)
			}
		}), "PinnedExpire", "after the deadline"},
	}
}
