package cachetest_test

import (
	"sync"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cachetest"
)

func lazyBugs() []bug {
	return []bug{
		{"unlock-relock: seen to be expired, then deleted by key", relocking(func(w *wrapper, key string) (expired bool) {
			w.mu.Lock()
			e, there := w.entries[key]
			w.mu.Unlock()
			return there && !e.alive(w.clock.Now().Sub(w.epoch))
		}), "ExpiredReadSparesNewValue LinearizableWithExpiry", ""},

		{"a Get that leaves what has expired", planted(func(w *wrapper, _ options) {
			get := w.get
			w.get = func(key string) (int, bool) {
				w.mu.Lock()
				e, there := w.entries[key]
				w.mu.Unlock()
				if there && !e.alive(w.clock.Now().Sub(w.epoch)) {
					return 0, false
				}
				return get(key)
			}
		}), "ExpiredReadIsRemovedByNextWrites", "Len() = 20"},

		{"unlock-relock: with nothing in between", made(newRelocked),
			"ExpiredReadSparesNewValueUnderLoad", "after Set beside Gets"},

		{"a Delete that looks, then deletes by key", planted(func(w *wrapper, _ options) {
			del := w.delete
			w.delete = func(key string) bool {
				w.mu.Lock()
				e, there := w.entries[key]
				w.mu.Unlock()
				now := w.clock.Now().Sub(w.epoch)
				del(key)
				return there && e.alive(now)
			}
		}), "DeleteOfExpiredBesideSet LinearizableOnFewKeys", ""},

		{"an expired value reported by whoever sees it", planted(func(w *wrapper, o options) {
			w.o.OnRemove = func(key string, value int, cause larder.Cause) {
				if cause != larder.CauseExpired {
					o.OnRemove(key, value, cause)
				}
			}
			see := func(key string) {
				w.mu.Lock()
				e, there := w.entries[key]
				w.mu.Unlock()
				if there && !e.alive(w.clock.Now().Sub(w.epoch)) {
					o.OnRemove(key, e.value, larder.CauseExpired)
				}
			}
			get, del := w.get, w.delete
			w.get = func(key string) (int, bool) { see(key); return get(key) }
			w.delete = func(key string) bool { see(key); return del(key) }
		}), "ExpiredReadTwiceIsRemovedOnce ExpiredReadBesideDelete", "want [key=1 expired]"},

		{"a sweep that deletes by key what it saw before", planted(func(w *wrapper, o options) {
			w.clock = clockOf{Clock: w.clock, after: func(d time.Duration, f func()) func() bool {
				return o.Clock.AfterFunc(d, func() {
					now := o.Clock.Now().Sub(w.epoch)
					var expired []string
					w.mu.Lock()
					for key, e := range w.entries {
						if !e.alive(now) {
							expired = append(expired, key)
						}
					}
					w.mu.Unlock()
					o.Clock.Now()
					for _, key := range expired {
						w.delete(key)
					}
					f()
				})
			}}
		}), "SweepSparesNewValue", "in the middle of a sweep"},
	}
}

// relocking returns references whose Get deletes a key that isExpired says has
// expired.
func relocking(isExpired func(w *wrapper, key string) bool) cachetest.Suite {
	return planted(func(w *wrapper, _ options) {
		get := w.get
		w.get = func(key string) (int, bool) {
			if isExpired(w, key) {
				w.delete(key)
				return 0, false
			}
			return get(key)
		}
	})
}

// relocked is the bug as it is found in the wild: a map under a lock for
// reading and writing, and nothing between the two holds of it.
type relocked struct {
	*plain // for what this bug does not need
	clock  larder.Clock
	mu     sync.RWMutex
	m      map[string]relockedEntry
}

type relockedEntry struct {
	value    int
	deadline time.Time // zero for none
}

func newRelocked(o options) (larder.Cache[string, int], error) {
	r, err := newReference(o)
	if err != nil {
		return nil, err
	}
	return &relocked{plain: r, clock: o.Clock, m: make(map[string]relockedEntry)}, nil
}

func (r *relocked) Get(key string) (int, bool) {
	now := r.clock.Now()
	r.mu.RLock()
	e, ok := r.m[key]
	r.mu.RUnlock()
	if ok && !e.deadline.IsZero() && !now.Before(e.deadline) {
		r.mu.Lock()
		delete(r.m, key)
		r.mu.Unlock()
		return 0, false
	}
	return e.value, ok
}

func (r *relocked) Set(key string, value int, ttl time.Duration) error {
	e := relockedEntry{value: value}
	if ttl != larder.NoExpiry {
		e.deadline = r.clock.Now().Add(ttl)
	}
	r.mu.Lock()
	r.m[key] = e
	r.mu.Unlock()
	return nil
}
