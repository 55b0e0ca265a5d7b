package cachetest_test

import (
	"maps"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

func racyBugs() []bug {
	return []bug{
		{"writers that copy, change and publish without a lock", planted(func(w *wrapper, _ options) {
			var published atomic.Pointer[map[string]int]
			published.Store(&map[string]int{})
			change := func(f func(map[string]int)) {
				m := maps.Clone(*published.Load())
				f(m)
				runtime.Gosched() // what chance brings, more often
				published.Store(&m)
			}
			w.get = func(key string) (int, bool) { v, ok := (*published.Load())[key]; return v, ok }
			w.set = func(key string, value int, _ time.Duration) error {
				change(func(m map[string]int) { m[key] = value })
				return nil
			}
			w.delete = func(key string) (ok bool) {
				change(func(m map[string]int) { _, ok = m[key]; delete(m, key) })
				return ok
			}
			w.clear = func() { published.Store(&map[string]int{}) }
		}), "ReadYourWritesBesideOthers WritersLoseNothingOfEachOther ClearBesideWriters Linearizable LinearizableOnFewKeys", ""},

		{"a table that is empty while it grows", planted(func(w *wrapper, _ options) {
			var sets atomic.Int64
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if sets.Add(1)%64 == 0 {
					w.mu.Lock()
					entries := w.entries
					w.entries = make(map[string]entry[int])
					w.mu.Unlock()
					runtime.Gosched()
					w.mu.Lock()
					maps.Copy(w.entries, entries)
					w.mu.Unlock()
				}
				return set(key, value, ttl)
			}
		}), "StableKeysAreAlwaysFound", ""},

		{"two replicas written one after the other", planted(func(w *wrapper, _ options) {
			var second sync.Map
			get, set, del := w.get, w.set, w.delete
			w.get = func(key string) (int, bool) {
				if rand.IntN(2) == 0 {
					return get(key)
				}
				value, ok := second.Load(key)
				if !ok {
					return 0, false
				}
				return value.(int), true
			}
			w.set = func(key string, value int, ttl time.Duration) error {
				defer second.Store(key, value)
				defer runtime.Gosched() // what chance brings, more often
				return set(key, value, ttl)
			}
			w.delete = func(key string) bool {
				defer second.Delete(key)
				return del(key)
			}
		}), "ReadersNeverGoBack LinearizableOnFewKeys", ""},

		{"a replaced value found before it is replaced", planted(func(w *wrapper, o options) {
			w.o.OnRemove = func(key string, value int, cause larder.Cause) {
				if cause != larder.CauseReplaced && o.OnRemove != nil {
					o.OnRemove(key, value, cause)
				}
			}
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				w.mu.Lock()
				old, there := w.entries[key]
				there = there && old.alive(w.latest)
				w.mu.Unlock()
				err := set(key, value, ttl)
				if there && err == nil && o.OnRemove != nil {
					o.OnRemove(key, old.value, larder.CauseReplaced)
				}
				return err
			}
		}), "ReportsExactlyOnceUnderLoad", "accounted for"},

		{"a sweep that misses a value under a rare sequence", planted(func(w *wrapper, _ options) {
			var last atomic.Pointer[string]
			set, del := w.set, w.delete
			w.delete = func(key string) bool { last.Store(&key); return del(key) }
			w.set = func(key string, value int, ttl time.Duration) error {
				if deleted := last.Swap(nil); deleted != nil && *deleted == key && ttl == time.Second {
					ttl++ // just after Delete of the same key, with one certain TTL
				}
				return set(strings.Clone(key), value, ttl)
			}
		}), "AgreesWithModel", "seed"},

		{"a Get that is answered late", planted(func(w *wrapper, _ options) {
			var cached sync.Map // what was read last, kept for one more read
			get := w.get
			w.get = func(key string) (int, bool) {
				if rand.IntN(64) == 0 {
					if value, ok := cached.LoadAndDelete(key); ok {
						return value.(int), true
					}
				}
				value, ok := get(key)
				if ok {
					cached.Store(key, value)
				}
				return value, ok
			}
		}), "Linearizable LinearizableOnFewKeys LinearizableWithExpiry", "not linearizable"},
	}
}
