package cachetest_test

import (
	"math"
	"math/rand/v2"
	"time"

	"github.com/larder-go/larder"
)

func jitterBugs() []bug {
	return []bug{
		{"a jitter that is ignored", altered(func(o *options) { o.Jitter = 0 }), "JitterSpreads", "are live after"},

		{"a jitter that lengthens", planted(func(w *wrapper, o options) {
			w.o.Jitter = 0
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if ttl == larder.DefaultTTL {
					ttl = o.TTL
				}
				if finite(ttl) && ttl < math.MaxInt64/2 {
					ttl += time.Duration(float64(ttl) * o.Jitter * rand.Float64())
				}
				return set(key, value, ttl)
			}
		}), "JitterStaysInBounds JitterSpreads", ""},

		{"a jitter drawn once", planted(func(w *wrapper, o options) {
			w.o.Jitter = 0
			draw := rand.Float64()
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if ttl == larder.DefaultTTL {
					ttl = o.TTL
				}
				if finite(ttl) {
					ttl -= time.Duration(float64(ttl) * o.Jitter * draw)
				}
				return set(key, value, ttl)
			}
		}), "JitterSpreads", "are live after"},

		{"a jitter of what never ends", timed(func(_ *wrapper, o options, ttl time.Duration) time.Duration {
			if ttl == larder.NoExpiry && o.Jitter > 0 {
				return math.MaxInt64 - 1
			}
			return ttl
		}), "JitterSparesNoExpiry", "after 290 years"},
	}
}
