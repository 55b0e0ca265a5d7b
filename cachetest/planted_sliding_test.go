package cachetest_test

import (
	"iter"
	"math/rand/v2"
	"runtime"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

// afterHits returns references in which something is done, under the lock, to
// an entry that a Get has found, where entries slide.
func afterHits(change func(w *wrapper, o options, key string, e entry[int]) entry[int]) cachetest.Suite {
	return planted(func(w *wrapper, o options) {
		get := w.get
		w.get = func(key string) (int, bool) {
			value, ok := get(key)
			w.mu.Lock()
			defer w.mu.Unlock()
			if e, there := w.entries[key]; there && ok && o.Sliding > 0 {
				w.entries[key] = change(w, o, key, e)
			}
			return value, ok
		}
	})
}

// belated returns references in which a Get prolongs in two steps, and puts
// back what it found in the first, if it may.
func belated(may func(now entry[int], there bool, before entry[int]) bool) cachetest.Suite {
	return planted(func(w *wrapper, o options) {
		get := w.get
		w.get = func(key string) (int, bool) {
			w.mu.Lock()
			e, there := w.entries[key]
			w.mu.Unlock()
			now := w.clock.Now().Sub(w.epoch)
			if o.Sliding == 0 || !there || e.ttl == larder.NoExpiry || !e.alive(now) {
				return get(key)
			}
			runtime.Gosched() // what chance brings, more often
			w.mu.Lock()
			defer w.mu.Unlock()
			if current, there := w.entries[key]; may(current, there, e) {
				e.deadline = later(now, e.ttl)
				w.entries[key] = e
			}
			return e.value, true
		}
	})
}

func slidingBugs() []bug {
	return []bug{
		{"Options.Sliding ignored", altered(func(o *options) { o.Sliding = 0 }),
			"SlidingHitProlongs SlidingSparesSmallGains SlidingStaysInBounds SlidingDrawsJitterOnce SlidingIsNoSet SweepSparesWhatIsRead", ""},

		{"a hit that always prolongs", altered(func(o *options) { o.Sliding = min(o.Sliding, 1e-15) }),
			"SlidingSparesSmallGains", "less than a quarter"},

		{"a tolerance that is twice what is asked for", altered(func(o *options) { o.Sliding = min(2*o.Sliding, 0.999) }),
			"SlidingSparesSmallGains SlidingStaysInBounds", ""},

		{"a hit that prolongs by what is left", afterHits(func(w *wrapper, _ options, _ string, e entry[int]) entry[int] {
			if e.ttl != larder.NoExpiry {
				e.deadline = later(e.deadline, e.ttl/2)
			}
			return e
		}), "SlidingHitProlongs SlidingSparesSmallGains SlidingStaysInBounds", ""},

		{"a hit that prolongs to Options.TTL", afterHits(func(w *wrapper, o options, _ string, e entry[int]) entry[int] {
			if e.ttl != larder.NoExpiry && finite(o.TTL) {
				e.deadline = later(w.latest, o.TTL)
			}
			return e
		}), "SlidingHitProlongs", "deadline"},

		{"a jitter drawn at each hit", afterHits(func(w *wrapper, o options, _ string, e entry[int]) entry[int] {
			if e.ttl != larder.NoExpiry {
				e.deadline = w.latest + time.Duration(float64(o.TTL)*(1-o.Jitter*rand.Float64()))
			}
			return e
		}), "SlidingDrawsJitterOnce", "after the hit number"},

		{"a jitter of what jitter has left", afterHits(func(w *wrapper, o options, _ string, e entry[int]) entry[int] {
			if e.ttl != larder.NoExpiry {
				e.ttl -= time.Duration(o.Jitter * rand.Float64() * float64(e.ttl))
			}
			return e
		}), "SlidingDrawsJitterOnce", "after the hit number"},

		{"a hit that gives a deadline to what has none", afterHits(func(w *wrapper, o options, _ string, e entry[int]) entry[int] {
			e.ttl = min(e.ttl, 5*year)
			e.deadline = later(w.latest, e.ttl)
			return e
		}), "SlidingSparesNoExpiry", "Get("},

		{"an All that is a read", planted(func(w *wrapper, _ options) {
			all := w.all
			w.all = func() iter.Seq2[string, int] {
				for key := range all() {
					w.get(key)
				}
				return all()
			}
		}), "OnlyGetSlides", "at its deadline"},

		{"a snapshot that is a read", planted(func(w *wrapper, _ options) {
			snapshot := w.snapshot
			w.snapshot = func() larder.Snapshot[string, int] {
				for _, key := range keysOf(w.plain) {
					w.get(key)
				}
				return snapshot()
			}
		}), "OnlyGetSlides", "at its deadline"},

		{"a hit that is a Set", planted(func(w *wrapper, o options) {
			get := w.get
			w.get = func(key string) (int, bool) {
				value, ok := get(key)
				w.mu.Lock()
				ttl := w.entries[key].ttl
				w.mu.Unlock()
				if ok && o.Sliding > 0 {
					_ = w.set(key, value, ttl)
				}
				return value, ok
			}
		}), "SlidingIsNoSet", "key=1 replaced"},

		{"a sweep by the first deadline", byKey(), "SweepSparesWhatIsRead", "read twice within its TTL"},

		{"a hit that puts back what it found", belated(func(entry[int], bool, entry[int]) bool { return true }),
			"SlidingResurrectsNothing SlidingResurrectsNothingUnderLoad SlidingSparesNewValue CloseBesideSlidingReads", ""},

		{"a hit that puts back what has the same value", belated(func(now entry[int], there bool, before entry[int]) bool {
			return there && now.value == before.value
		}), "SlidingSparesNewValue", "Set of the same value"},

		{"a hit that prolongs what others saw expired", belated(func(now entry[int], there bool, before entry[int]) bool {
			return there && now == before
		}), "SlidingResurrectsNothing", "had found the entry expired"},
	}
}

const year = 365 * 24 * time.Hour
