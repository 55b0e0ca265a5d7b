package cachetest_test

import (
	"maps"
	"runtime"
	"time"

	"github.com/larder-go/larder"
)

func evictionBugs() []bug {
	return []bug{
		{"a policy that is another", altered(func(o *options) { o.Policy = larder.PolicyAdaptive }),
			"SoonestExpiryGoesFirst SoonestExpirySeesWhatMoves SoonestExpirySeesHits", "left"},

		{"an entry that keeps its place when it is hit", planted(func(w *wrapper, o options) {
			if o.Bounded() {
				w.o.Sliding = 0
			}
		}), "SoonestExpirySeesHits", "prolonged the others"},

		{"an entry that keeps its place when it is set anew", planted(func(w *wrapper, _ options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				var old entry[int]
				var there bool
				w.locked(func() { old, there = w.entries[key] })
				err := set(key, value, ttl)
				w.locked(func() {
					if e, still := w.entries[key]; there && still {
						e.limited.set = old.limited.set
						w.entries[key] = e
					}
				})
				return err
			}
		}), "SoonestExpirySeesWhatMoves", "set anew"},

		{"a policy that sees no hits", planted(func(w *wrapper, _ options) {
			get := w.get
			w.get = func(key string) (int, bool) {
				value, ok := get(key)
				w.locked(func() {
					if e, there := w.entries[key]; there {
						e.used = e.limited.set
						w.entries[key] = e
					}
				})
				return value, ok
			}
		}), "HotSurvivesScan", "beside a scan"},

		{"an age in microseconds", counting(func(_ *wrapper, _ options, s larder.Stats) larder.Stats {
			s.EvictionAge /= 1000
			return s
		}), "EvictionAgeIsThatOfTheEvicted", "EvictionAge:"},

		{"an age before the first eviction", counting(func(_ *wrapper, _ options, s larder.Stats) larder.Stats {
			s.EvictionAge = max(s.EvictionAge, 1)
			return s
		}), "EvictionAgeIsThatOfTheEvicted", "before the first"},

		{"a Resize that takes effect later", planted(func(w *wrapper, _ options) {
			resize := w.resize
			w.resize = func(capacity int) error {
				if capacity < 1 || w.o.Capacity == 0 {
					return resize(capacity)
				}
				w.locked(func() { w.o.Capacity = capacity })
				return nil
			}
		}), "ResizeDown", "Len() = "},

		{"a Resize that empties the cache", planted(func(w *wrapper, _ options) {
			resize := w.resize
			w.resize = func(capacity int) error {
				if err := resize(1); err != nil {
					return err
				}
				return resize(capacity)
			}
		}), "ResizeDown ResizeUp", ""},

		{"a Resize that cannot raise the capacity", planted(func(w *wrapper, o options) {
			resize := w.resize
			w.resize = func(capacity int) error {
				return resize(min(capacity, o.Capacity))
			}
		}), "ResizeUp", ""},

		{"a Resize that reports what has expired as evicted", planted(func(w *wrapper, o options) {
			resize := w.resize
			w.resize = func(capacity int) error {
				w.setting.Add(1)
				defer w.setting.Add(-1)
				return resize(capacity)
			}
			w.o.OnRemove = func(key string, value int, cause larder.Cause) {
				if w.setting.Load() > 0 && cause == larder.CauseExpired {
					cause = larder.CauseEvicted
				}
				if o.OnRemove != nil {
					o.OnRemove(key, value, cause)
				}
			}
		}), "ResizeReportsTheExpired", "evicted:"},

		{"a Resize to nothing that is taken for no limit", planted(func(w *wrapper, _ options) {
			resize := w.resize
			w.resize = func(capacity int) error {
				if capacity < 1 {
					return nil
				}
				return resize(capacity)
			}
		}), "ResizeRefusesBadLimits", "want larder: limit cannot be set"},

		{"a Resize that changes the limit that it refuses", planted(func(w *wrapper, o options) {
			resize := w.resize
			w.resize = func(capacity int) error {
				if o.Capacity > 0 && capacity < 1 {
					_ = resize(1)
				}
				return resize(capacity)
			}
		}), "ResizeRefusesBadLimits", "after limits were refused"},

		{"a Resize that limits what had no limit", planted(func(w *wrapper, o options) {
			resize := w.resize
			w.resize = func(capacity int) error {
				if capacity > 0 {
					w.locked(func() { w.o.Capacity = max(w.o.Capacity, capacity) })
				}
				return resize(capacity)
			}
		}), "ResizeRefusesBadLimits", "the error is <nil>"},

		{"a ResizeWeight that takes effect later", planted(func(w *wrapper, _ options) {
			resize := w.resizeWeight
			w.resizeWeight = func(limit int64) error {
				if limit < 1 || w.o.MaxWeight == 0 {
					return resize(limit)
				}
				w.locked(func() { w.o.MaxWeight = limit })
				return nil
			}
		}), "ResizeWeightDownAndUp", "the limit is"},

		{"a Resize that loses what is set meanwhile", planted(func(w *wrapper, _ options) {
			resize := w.resize
			w.resize = func(capacity int) error {
				var entries map[string]entry[int]
				w.locked(func() { entries = maps.Clone(w.entries) })
				runtime.Gosched()
				w.locked(func() { w.entries = entries })
				return resize(capacity)
			}
		}), "ResizeUnderLoad", "accounted for"},
	}
}
