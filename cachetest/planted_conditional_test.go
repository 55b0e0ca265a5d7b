package cachetest_test

import (
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

// setIfFunc is larder.Conditional's SetIf.
type setIfFunc = func(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error)

// plantedSetIf returns references with another SetIf, made from theirs.
func plantedSetIf(plant func(w *wrapper, setIf setIfFunc) setIfFunc) cachetest.Suite {
	return planted(func(w *wrapper, _ options) { w.setIf = plant(w, w.setIf) })
}

func conditionalBugs() []bug {
	return []bug{
		{"a SetIf that asks about no value", plantedSetIf(func(_ *wrapper, setIf setIfFunc) setIfFunc {
			return func(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error) {
				return setIf(key, value, ttl, fence, func(_ int, live bool) bool { return allow == nil || allow(0, live) })
			}
		}), "SetIfAsksAboutWhatIsThere AllowIsAskedAgain CompareAndSetLosesNothing", ""},

		{"a SetIf for ever", plantedSetIf(func(_ *wrapper, setIf setIfFunc) setIfFunc {
			return func(key string, value int, _ time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error) {
				return setIf(key, value, larder.NoExpiry, fence, allow)
			}
		}), "SetIfIsASet", "at the deadline"},

		{"a SetIf that is not counted", plantedSetIf(func(w *wrapper, setIf setIfFunc) setIfFunc {
			return func(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error) {
				stored, err := setIf(key, value, ttl, fence, allow)
				if stored {
					w.mu.Lock()
					w.plain.stats.Sets--
					w.mu.Unlock()
				}
				return stored, err
			}
		}), "SetIfIsASet SetIfKeepsTheLimits AllowMayDoAnything", ""},

		{"a SetIf that makes room before it asks", plantedSetIf(func(w *wrapper, setIf setIfFunc) setIfFunc {
			return func(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error) {
				stored, err := setIf(key, value, ttl, fence, allow)
				if !stored {
					w.delete(key)
				}
				return stored, err
			}
		}), "RefusedIsUndone RaisedFenceStoresNothing SetIfOfWhatIsTooLarge SetIfRefusesBadInput", "SetIf"},

		{"a SetIf that never looks at the fence", plantedSetIf(func(_ *wrapper, setIf setIfFunc) setIfFunc {
			return func(key string, value int, ttl time.Duration, _ *larder.Fence, allow func(int, bool) bool) (bool, error) {
				return setIf(key, value, ttl, nil, allow)
			}
		}), "RaisedFenceStoresNothing InvalidationIsFinal InvalidationIsFinalThoughEvicted SetIfOfWhatIsTooLarge", ""},

		{"a DeleteIf that looks at the fence too early", planted(func(w *wrapper, _ options) {
			deleteIf := w.deleteIf
			w.deleteIf = func(key string, fence *larder.Fence, allow func(int) bool) bool {
				return !fence.Raised() && deleteIf(key, nil, allow)
			}
		}), "RaisedFenceStoresNothing", "raised by allow"},

		{"a DeleteIf that is true for what has expired", planted(func(w *wrapper, _ options) {
			deleteIf := w.deleteIf
			w.deleteIf = func(key string, fence *larder.Fence, allow func(int) bool) bool {
				before := w.Len()
				return deleteIf(key, fence, allow) || w.Len() < before
			}
		}), "DeleteIfRemovesWhatItAskedAbout", "of an expired entry"},

		{"a SetIf that asks once", plantedSetIf(func(_ *wrapper, setIf setIfFunc) setIfFunc {
			return func(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error) {
				var once sync.Once
				var answer bool
				return setIf(key, value, ttl, fence, func(old int, live bool) bool {
					once.Do(func() { answer = allow == nil || allow(old, live) })
					return answer
				})
			}
		}), "AllowIsAskedAgain CompareAndSetLosesNothing", ""},

		{"a SetIf whose errors are refusals", plantedSetIf(func(_ *wrapper, setIf setIfFunc) setIfFunc {
			return func(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error) {
				stored, _ := setIf(key, value, ttl, fence, allow)
				return stored, nil
			}
		}), "SetIfRefusesBadInput SetIfOfAClosedCache SetIfOfWhatIsTooLarge", "= false, <nil>"},

		{"a SetIf that catches what allow throws", plantedSetIf(func(_ *wrapper, setIf setIfFunc) setIfFunc {
			return func(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (stored bool, err error) {
				defer func() {
					if recover() != nil {
						err = errors.New("allow panics")
					}
				}()
				return setIf(key, value, ttl, fence, allow)
			}
		}), "AllowMayDoAnything", "reaches the caller as <nil>"},

		{"an allow that is called under a lock", plantedSetIf(func(w *wrapper, setIf setIfFunc) setIfFunc {
			var mu sync.Mutex
			set := w.set
			w.set = func(key string, value int, ttl time.Duration) error {
				mu.Lock()
				defer mu.Unlock()
				return set(key, value, ttl)
			}
			return func(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error) {
				mu.Lock()
				defer mu.Unlock()
				return setIf(key, value, ttl, fence, allow)
			}
		}), "AllowMayDoAnything", "deadlock"},

		{"a SetIf that reads the clock once more", plantedSetIf(func(w *wrapper, setIf setIfFunc) setIfFunc {
			return func(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error) {
				w.clock.Now()
				return setIf(key, value, ttl, fence, allow)
			}
		}), "ClockIsReadOncePerOperation", "SetIf"},
	}
}

func conditionalRaceBugs() []bug {
	return []bug{
		{"a SetIf that looks at the fence, and sets", plantedSetIf(func(w *wrapper, setIf setIfFunc) setIfFunc {
			return func(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error) {
				if fence.Raised() {
					return false, nil
				}
				runtime.Gosched() // what chance brings, more often
				return setIf(key, value, ttl, nil, allow)
			}
		}), "InvalidationIsFinal InvalidationIsFinalThoughEvicted", "before"},

		{"a SetIf that takes one absence for another", plantedSetIf(func(w *wrapper, setIf setIfFunc) setIfFunc {
			return func(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error) {
				_, there := w.Get(key)
				if fence.Raised() {
					return false, nil
				}
				runtime.Gosched()
				if !there {
					fence = nil
				}
				return setIf(key, value, ttl, fence, allow)
			}
		}), "InvalidationIsFinal InvalidationIsFinalThoughEvicted", "before"},

		{"a SetIf in three steps", plantedSetIf(func(w *wrapper, _ setIfFunc) setIfFunc {
			return func(key string, value int, ttl time.Duration, fence *larder.Fence, allow func(int, bool) bool) (bool, error) {
				old, live := w.Get(key)
				if fence.Raised() || allow != nil && !allow(old, live) {
					return false, nil
				}
				if rand.IntN(4) == 0 {
					runtime.Gosched()
				}
				return true, w.Set(key, value, ttl)
			}
		}), "CompareAndSetLosesNothing InvalidationIsFinal Linearizable LinearizableOnFewKeys LinearizableWithinLimits", ""},

		{"a DeleteIf that deletes by key", planted(func(w *wrapper, _ options) {
			w.deleteIf = func(key string, _ *larder.Fence, allow func(int) bool) bool {
				old, live := w.Get(key)
				if !live || allow != nil && !allow(old) {
					return false
				}
				runtime.Gosched()
				return w.Delete(key)
			}
		}), "DeleteIfSparesWhatIsNew", "beside DeleteIf"},

		{"a SetIf beside the limits", planted(func(w *wrapper, _ options) {
			w.setIf = func(key string, value int, _ time.Duration, _ *larder.Fence, _ func(int, bool) bool) (bool, error) {
				w.mu.Lock()
				defer w.mu.Unlock()
				w.entries[key] = entry[int]{value: value, deadline: larder.NoExpiry}
				w.plain.stats.Sets++
				return true, nil
			}
		}), "SetIfKeepsTheLimits", "with a capacity of"},
	}
}
