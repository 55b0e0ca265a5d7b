package loadertest_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/loadertest"
)

func eventBugs() []bug {
	handled := func(by func(handle func(event)) func(event)) loadertest.Suite {
		return planted(func(w *wrapper) {
			subscribe := w.subscribe
			w.subscribe = func(queue int, handle func(event)) func() { return subscribe(queue, by(handle)) }
		})
	}
	return []bug{
		{"waits are no events", handled(func(handle func(event)) func(event) {
			return func(e event) {
				if e.Kind != loader.EventSharedWait {
					handle(e)
				}
			}
		}), "EventsComeInOrder", "want"},

		{"events are handled on the way", planted(func(w *wrapper) {
			var mu sync.Mutex
			var handlers []func(event)
			w.subscribe = func(_ int, handle func(event)) func() {
				mu.Lock()
				defer mu.Unlock()
				handlers = append(handlers, handle)
				return func() {}
			}
			get := w.get
			w.get = func(ctx context.Context, key string, load loadFunc) (int, error) {
				mu.Lock()
				all := handlers
				mu.Unlock()
				for _, handle := range all {
					handle(event{Kind: loader.EventHit, Key: key})
				}
				return get(ctx, key, load)
			}
		}), "SlowHandlerIsWaitedForByNobody WhoUnsubscribesHearsNoMore", ""},

		{"events are handled after Close", handled(func(handle func(event)) func(event) {
			return func(e event) {
				go func() { <-time.After(time.Second); handle(e) }()
			}
		}), "CloseEndsSubscriptions", "0 of 10"},

		{"one hit too many", planted(func(w *wrapper) {
			stats := w.stats
			w.stats = func() loader.Stats { s := stats(); s.Hits++; return s }
		}), "StatsAddUp StatsAddUpUnderLoad StatsOfWhatHangs", ""},
	}
}

func closeBugs() []bug {
	return []bug{
		{"Close does nothing at first", planted(func(w *wrapper) {
			end, closed := w.close, 0
			w.close = func(ctx context.Context) error {
				if closed++; closed == 1 && ctx != nil {
					return nil
				}
				return end(ctx)
			}
		}), "ClosedCacheLoadsNothing", ""},

		{"Close waits for nobody", planted(func(w *wrapper) {
			end := w.close
			w.close = func(ctx context.Context) error {
				dead, cancel := context.WithCancel(ctx)
				cancel()
				_ = end(dead)
				return nil
			}
		}), "CloseWaitsForLoads CloseGivesUpWithItsContext", ""},

		{"Close waits for ever", planted(func(w *wrapper) {
			end := w.close
			w.close = func(ctx context.Context) error { return end(context.WithoutCancel(ctx)) }
		}), "CloseGivesUpWithItsContext", "beyond its deadline"},

		{"a closed cache says that it was cancelled", planted(func(w *wrapper) {
			get := w.get
			w.get = func(ctx context.Context, key string, load loadFunc) (int, error) {
				v, err := get(ctx, key, load)
				if errors.Is(err, larder.ErrClosed) {
					err = context.Canceled
				}
				return v, err
			}
		}), "CloseDuringLoads ClosedCacheLoadsNothing CloseWaitsForLoads", ""},

		{"a goroutine is left after Close", planted(func(w *wrapper) {
			go func() { <-time.After(time.Hour) }()
		}), "CloseDuringLoads", "found unexpected goroutines"},

		{"a timer is left after Close", planted(func(w *wrapper) {
			if w.o.Clock != nil {
				w.o.Clock.AfterFunc(time.Hour, func() {})
			}
		}), "CloseEndsTimers", "1 timers are left"},
	}
}
