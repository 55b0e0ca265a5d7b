package cachetest_test

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/larder-go/larder"
)

func listenerBugs() []bug {
	return []bug{
		{"a listener called under a lock", planted(func(w *wrapper, _ options) {
			var mu sync.RWMutex
			get, del := w.get, w.delete
			w.get = func(key string) (int, bool) {
				mu.RLock()
				defer mu.RUnlock()
				return get(key)
			}
			w.delete = func(key string) bool {
				mu.Lock()
				defer mu.Unlock()
				return del(key)
			}
		}), "ListenerMayCallTheCache", "deadlock"},

		{"a listener called before the removal", planted(func(w *wrapper, o options) {
			w.o.OnRemove = func(key string, value int, cause larder.Cause) {
				if cause != larder.CauseDeleted {
					o.OnRemove(key, value, cause)
				}
			}
			del := w.delete
			w.delete = func(key string) bool {
				w.mu.Lock()
				e, there := w.entries[key]
				w.mu.Unlock()
				if there && e.alive(w.clock.Now().Sub(w.epoch)) {
					o.OnRemove(key, e.value, larder.CauseDeleted)
				}
				return del(key)
			}
		}), "ListenerSeesTheRemovalDone", "has left, and"},

		{"a Close that waits for what called it", planted(func(w *wrapper, _ options) {
			var running sync.RWMutex
			del, end := w.delete, w.close
			w.delete = func(key string) bool {
				running.RLock()
				defer running.RUnlock()
				return del(key)
			}
			w.close = func() error {
				running.Lock()
				defer running.Unlock()
				return end()
			}
		}), "ListenerMayClose", "deadlock"},

		{"a listener's panic that is swallowed", relistened(func(key string, value int, cause larder.Cause, tell listener) {
			defer func() { _ = recover() }()
			tell(key, value, cause)
		}), "ListenerPanicReachesTheCaller", "reaches the caller as <nil>"},

		{"a listener's panic that ends the reports", planted(func(w *wrapper, o options) {
			w.clear = func() {
				w.mu.Lock()
				entries := w.entries
				w.entries = make(map[string]entry[int])
				w.mu.Unlock()
				for key, e := range entries {
					o.OnRemove(key, e.value, larder.CauseCleared)
				}
			}
		}), "ListenerPanicLosesNoReport", "was reported 0 times"},

		{"a listener's panic that ends the sweeper", reclocked(func(c larder.Clock) larder.Clock {
			var broken atomic.Bool
			return clockOf{Clock: c, after: func(d time.Duration, f func()) func() bool {
				return c.AfterFunc(d, func() {
					if broken.Swap(true) {
						return
					}
					f()
					broken.Store(false)
				})
			}}
		}), "SweeperOutlivesListenerPanic", "after the panic"},
	}
}
