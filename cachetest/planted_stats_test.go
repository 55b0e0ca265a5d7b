package cachetest_test

import (
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

// counting returns references whose Stats are another's.
func counting(count func(w *wrapper, o options, s larder.Stats) larder.Stats) cachetest.Suite {
	return planted(func(w *wrapper, o options) {
		stats := w.stats
		w.stats = func() larder.Stats { return count(w, o, stats()) }
	})
}

func statsBugs() []bug {
	return []bug{
		{"an expired read that is no miss", counting(func(_ *wrapper, _ options, s larder.Stats) larder.Stats {
			s.Misses -= s.ExpiredReads
			return s
		}), "StatsAreExact AgreesWithModel", "Stats() ="},

		{"a Delete counted that removed nothing live", counting(func(_ *wrapper, _ options, s larder.Stats) larder.Stats {
			s.Deletes += s.LazyDeletes
			return s
		}), "StatsAreExact AgreesWithModel", "Stats() ="},

		{"a refused Set counted", planted(func(w *wrapper, _ options) {
			refused := uint64(0)
			stats, set := w.stats, w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				err := set(key, value, ttl)
				if err != nil {
					refused++
				}
				return err
			}
			w.stats = func() larder.Stats {
				s := stats()
				s.Sets += refused
				return s
			}
		}), "StatsAreExact", "Sets:11"},

		{"a swept entry counted as removed lazily", counting(func(_ *wrapper, _ options, s larder.Stats) larder.Stats {
			s.LazyDeletes, s.SweepDeletes = s.LazyDeletes+s.SweepDeletes, 0
			return s
		}), "StatsCountSweeps", "LazyDeletes:7"},

		{"counts that are added up without care", planted(func(w *wrapper, _ options) {
			var hits atomic.Uint64
			get, stats := w.get, w.stats
			w.get = func(key string) (int, bool) {
				before := hits.Load()
				value, ok := get(key)
				if ok {
					hits.Store(before + 1)
				}
				return value, ok
			}
			w.stats = func() larder.Stats {
				s := stats()
				s.Hits = hits.Load()
				return s
			}
		}), "StatsAreExactAfterLoad", "Hits:"},

		{"counts that Close resets", counting(func(w *wrapper, _ options, s larder.Stats) larder.Stats {
			w.mu.Lock()
			defer w.mu.Unlock()
			if w.closed {
				return larder.Stats{}
			}
			return s
		}), "StatsOutliveClose", "after Close"},

		{"Options.NoStats ignored", altered(func(o *options) { o.NoStats = false }), "NoStatsLeavesSizeOnly", "with NoStats"},
	}
}
