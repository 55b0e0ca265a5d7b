package cachetest_test

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

// locked has f called under the lock of a reference, which must not call it.
func (w *wrapper) locked(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

// leaner returns references in which a Delete, a Clear or what expires takes some
// of the capacity along.
func leaner(lose func(w *wrapper, less func(n int))) cachetest.Suite {
	return planted(func(w *wrapper, o options) {
		lose(w, func(n int) {
			if o.Capacity > 0 {
				w.locked(func() { w.o.Capacity = max(w.o.Capacity-n, 1) })
			}
		})
	})
}

// underLock returns references that call what is the user's under a lock of theirs.
func underLock() cachetest.Suite {
	return planted(func(w *wrapper, _ options) {
		var mu sync.RWMutex
		get, set := w.get, w.set
		w.get = func(key string) (int, bool) {
			mu.RLock()
			defer mu.RUnlock()
			return get(key)
		}
		w.set = func(key string, value int, ttl time.Duration) error {
			mu.Lock()
			defer mu.Unlock()
			return set(key, value, ttl)
		}
	})
}

func capacityBugs() []bug {
	return []bug{
		{"a capacity that is off by one", altered(func(o *options) {
			if o.Capacity > 0 {
				o.Capacity++
			}
		}), "CapacityIsKept CapacityIsKeptUnderLoad AgreesWithModelWithinLimits ReportsExactlyOnceWithinLimits PinnedFillTheCache", ""},

		{"a cache that is half empty", altered(func(o *options) { o.Capacity = (o.Capacity + 1) / 2 }), "CapacityIsUsed", "Len() = "},

		{"a Len that counts what is on its way", planted(func(w *wrapper, _ options) {
			set, length := w.set, w.length
			w.set = func(key string, value int, ttl time.Duration) error {
				w.setting.Add(1)
				defer w.setting.Add(-1)
				defer runtime.Gosched()
				return set(key, value, ttl)
			}
			w.length = func() int { return length() + 20*int(w.setting.Load()) }
		}), "CapacityIsKeptUnderLoad", "beside 4 writers"},

		{"an evicted value reported as deleted", relistened(func(key string, value int, cause larder.Cause, tell listener) {
			if cause == larder.CauseEvicted {
				cause = larder.CauseDeleted
			}
			tell(key, value, cause)
		}), "CapacityIsKept ReportsExactlyOnceWithinLimits AgreesWithModelWithinLimits WeightIsUsed", "deleted"},

		{"an evicted value not reported", relistened(func(key string, value int, cause larder.Cause, tell listener) {
			if cause != larder.CauseEvicted {
				tell(key, value, cause)
			}
		}), "CapacityIsKept ReportsExactlyOnceWithinLimits LimitsHoldBesideSweepers " +
			"ListenerMayCallTheCacheThatEvicts AgreesWithModelWithinLimits ResizeUnderLoad", ""},

		{"an eviction that is not counted", counting(func(_ *wrapper, _ options, s larder.Stats) larder.Stats {
			s.Evictions = 0
			return s
		}), "CapacityIsKept ReportsExactlyOnceWithinLimits ResizeDown AgreesWithModelWithinLimits", ""},

		{"a value that is turned away in silence", planted(func(w *wrapper, o options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if o.Capacity > 0 && rand.IntN(8) == 0 {
					w.delete(key)
					return nil
				}
				return set(key, value, ttl)
			}
		}), "ReadYourWritesWithinLimits CapacityIsKept AgreesWithModelWithinLimits", ""},

		{"a Resize that works after Close", planted(func(w *wrapper, o options) {
			resize := w.resize
			w.resize = func(capacity int) error {
				if err := resize(capacity); err != larder.ErrClosed {
					return err
				}
				return nil
			}
		}), "LimitsEndWithClose", "want larder: cache is closed"},

		{"a Delete that makes no room", leaner(func(w *wrapper, less func(int)) {
			del := w.delete
			w.delete = func(key string) bool { less(1); return del(key) }
		}), "DeleteMakesRoom", "evicted"},

		{"a Clear that makes no room", leaner(func(w *wrapper, less func(int)) {
			c := w.clear
			w.clear = func() { less(w.plain.Len()); c() }
		}), "ClearMakesRoom", "evicted"},

		{"a Clear that nobody hears of and that makes no room", planted(func(w *wrapper, o options) {
			c := w.clear
			w.clear = func() {
				c()
				if o.OnRemove == nil {
					w.locked(func() { w.o.Capacity = max(w.o.Capacity-1, 1) })
				}
			}
		}), "ClearMakesRoom", "All visits 99 entries"},

		{"a sweep that makes no room", leaner(func(w *wrapper, less func(int)) {
			tell := w.o.OnRemove
			w.o.OnRemove = func(key string, value int, cause larder.Cause) {
				if cause == larder.CauseExpired {
					less(1)
				}
				if tell != nil {
					tell(key, value, cause)
				}
			}
		}), "SweepMakesRoom", "evicted"},

		{"a full cache that admits nothing", planted(func(w *wrapper, o options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				full := false
				w.locked(func() {
					_, there := w.entries[key]
					if full = o.Capacity > 0 && len(w.entries) >= w.o.Capacity && !there; full {
						w.plain.stats.Sets++
						w.plain.stats.Rejections++
					}
				})
				if !full {
					return set(key, value, ttl)
				}
				if o.OnRemove != nil {
					o.OnRemove(key, value, larder.CauseRejected)
				}
				return nil
			}
		}), "ExpiredMakesRoom NewIsAdmittedInTime PinnedTakesThePlaceOfOthers SoonestExpiryGoesFirst", ""},

		{"an expired value reported as evicted", planted(func(w *wrapper, o options) {
			w.o.OnRemove = func(key string, value int, cause larder.Cause) {
				if cause == larder.CauseExpired {
					cause = larder.CauseEvicted
				}
				if o.OnRemove != nil {
					o.OnRemove(key, value, cause)
				}
			}
		}), "EvictedIsNotExpired ExpiredMakesRoom ResizeReportsTheExpired PinnedExpire AgreesWithModelWithinLimits", "evicted"},

		{"an evicted value that comes back", planted(func(w *wrapper, o options) {
			var gone sync.Map
			w.o.OnRemove = func(key string, value int, cause larder.Cause) {
				if cause == larder.CauseEvicted {
					gone.Store(key, value)
				}
				if o.OnRemove != nil {
					o.OnRemove(key, value, cause)
				}
			}
			get := w.get
			w.get = func(key string) (int, bool) {
				value, ok := get(key)
				if old, there := gone.Load(key); !ok && there && rand.IntN(8) == 0 {
					return old.(int), true
				}
				return value, ok
			}
		}), "LinearizableWithinLimits LinearizableWithinLimitsWithExpiry", "not linearizable"},

		{"a Weigh called under a lock", underLock(), "WeighMayCallTheCache", "deadlock"},

		{"a listener called under a lock", underLock(), "ListenerMayCallTheCacheThatEvicts", "deadlock"},

		{"a panic at an eviction that nobody sees", planted(func(w *wrapper, o options) {
			w.o.OnRemove = func(key string, value int, cause larder.Cause) {
				if cause == larder.CauseEvicted {
					defer func() { _ = recover() }()
				}
				if o.OnRemove != nil {
					o.OnRemove(key, value, cause)
				}
			}
		}), "ListenerMayPanicAtAnEviction", "Sets panicked"},

		{"a snapshot from which entries are evicted", planted(func(w *wrapper, o options) {
			snapshot := w.snapshot
			w.snapshot = func() larder.Snapshot[string, int] {
				if !o.Bounded() {
					return snapshot()
				}
				now := w.lock()
				defer w.mu.Unlock()
				return &frozen[string, int]{w.entries, now}
			}
		}), "SnapshotKeepsTheEvicted", "in a snapshot"},

		{"a negative capacity that is none", made(func(o options) (larder.Cache[string, int], error) {
			o.Capacity = max(o.Capacity, 0)
			return newReference(o)
		}), "InvalidOptionsAreNamed", "Capacity:-"},

		{"a limit of weight that needs a capacity", made(func(o options) (larder.Cache[string, int], error) {
			if o.MaxWeight > 0 && o.Capacity == 0 {
				return nil, &larder.OptionError{Field: "MaxWeight", Reason: "it needs Capacity"}
			}
			return newReference(o)
		}), "ValidOptionsAreAccepted", "refuses"},
	}
}
