package cachetest_test

import (
	"iter"
	"slices"
	"sync"
	"time"
)

func readBugs() []bug {
	return []bug{
		{"a Set that is not published before the next", planted(func(w *wrapper, _ options) {
			var mu sync.Mutex
			pending := func() error { return nil }
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				mu.Lock()
				defer mu.Unlock()
				err := pending()
				pending = func() error { return set(key, value, ttl) }
				return err
			}
		}), "ReadYourWrites", "Get("},

		{"a Set that keeps the first value", planted(func(w *wrapper, _ options) {
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				if _, ok := w.get(key); ok {
					return nil
				}
				return set(key, value, ttl)
			}
		}), "LastSetWins ReportsReplaced ReadersNeverGoBack", ""},

		{"a Delete that reports nothing was there", planted(func(w *wrapper, _ options) {
			del := w.delete
			w.delete = func(key string) bool { del(key); return false }
		}), "DeleteRemoves AllLetsItsLoopCallTheCache", "Delete("},

		{"a Delete that only hides", planted(func(w *wrapper, _ options) {
			var hidden sync.Map
			get, set := w.get, w.set
			w.get = func(key string) (int, bool) {
				if _, ok := hidden.Load(key); ok {
					return 0, false
				}
				return get(key)
			}
			w.set = func(key string, value int, ttl time.Duration) error {
				hidden.Delete(key)
				return set(key, value, ttl)
			}
			w.delete = func(key string) bool {
				_, ok := w.get(key)
				hidden.Store(key, true)
				return ok
			}
		}), "LenCountsResidents", "Len()"},

		{"a Len that never shrinks", planted(func(w *wrapper, _ options) {
			length, most := w.length, 0
			w.length = func() int { most = max(most, length()); return most }
		}), "LenCountsResidents SweepRemovesUnread", "Len()"},

		{"an All that visits an entry twice", planted(func(w *wrapper, _ options) {
			all := w.all
			w.all = func() iter.Seq2[string, int] {
				return func(yield func(string, int) bool) {
					for key, value := range all() {
						if !yield(key, value) || value == 5 && !yield(key, value) {
							return
						}
					}
				}
			}
		}), "AllVisitsEachEntryOnce", "twice"},

		{"an All that can be ranged over once", planted(func(w *wrapper, _ options) {
			all := w.all
			w.all = func() iter.Seq2[string, int] {
				var once sync.Once
				return func(yield func(string, int) bool) { once.Do(func() { all()(yield) }) }
			}
		}), "AllVisitsEachEntryOnce", "ranged over"},

		{"an All that goes on after the end", planted(func(w *wrapper, _ options) {
			all := w.all
			w.all = func() iter.Seq2[string, int] {
				return func(yield func(string, int) bool) {
					for key, value := range all() {
						yield(key, value)
					}
				}
			}
		}), "AllStopsWhenTold", "panic"},

		{"an All that shows the expired", planted(func(w *wrapper, _ options) {
			w.all = func() iter.Seq2[string, int] {
				return func(yield func(string, int) bool) {
					for _, key := range keysOf(w.plain) {
						w.mu.Lock()
						e, there := w.entries[key]
						w.mu.Unlock()
						if there && !yield(key, e.value) {
							return
						}
					}
				}
			}
		}), "AllHidesExpired ExpiredIsAbsentAtOnce StepBackResurrectsNothing AgreesWithModel", ""},

		{"an All that loops under the lock", planted(func(w *wrapper, _ options) {
			all := w.all
			var mu sync.RWMutex
			w.all = func() iter.Seq2[string, int] {
				return func(yield func(string, int) bool) {
					mu.RLock()
					defer mu.RUnlock()
					all()(yield)
				}
			}
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				mu.Lock()
				defer mu.Unlock()
				return set(key, value, ttl)
			}
		}), "AllLetsItsLoopCallTheCache", "deadlock"},
	}
}

// keysOf returns all keys, those of expired entries included, in order.
func keysOf(r *plain) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var keys []string
	for key := range r.entries {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
