package loadertest_test

import (
	"context"
	"errors"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/loadertest"
)

func contextBugs() []bug {
	return []bug{
		{"callers wait whatever becomes of their contexts", planted(func(w *wrapper) {
			get := w.get
			w.get = func(ctx context.Context, key string, load loadFunc) (int, error) {
				return get(context.WithoutCancel(ctx), key, load)
			}
		}), "FirstCallerMayLeave FollowerLeavesAtItsDeadline LastOneLeavingCancels DeadContextLoadsNothing WaitForMaxLoadsCanEnd", ""},

		{"every load is detached", altered(func(o *options) { o.Detached = true }),
			"LastOneLeavingCancels KeyIsFreeAfterTheLastHasLeft", ""},
		{"no load is detached", altered(func(o *options) { o.Detached = false }), "DetachedLoadGoesOn", ""},

		{"loads have a context of nobody's", reloaded(func(_ context.Context, _ whole, key string, f loadFunc) (loaded, error) {
			return f(context.Background(), key)
		}), `LoadIsNobodys LastOneLeavingCancels LoadTimeoutFreesTheKey LoadMayNotAskForItself LoadMayNotAskForItselfThroughOthers
			LoadsMayNotWaitForEachOther LoadMayNotAskForItselfThroughMany MaxLoadsSparesLoadsOfLoads PreviousIsWhatWasThere`, ""},

		{"a load may ask for nothing", func() loadertest.Suite {
			type mark struct{}
			return planted(func(w *wrapper) {
				get, own := w.get, w.o.Load
				w.get = func(ctx context.Context, key string, load loadFunc) (int, error) {
					if ctx.Value(mark{}) != nil {
						return 0, loader.ErrRecursiveLoad
					}
					if load == nil {
						load = own
					}
					return get(context.WithValue(ctx, mark{}, 1), key, load)
				}
			})
		}(), "DiamondIsNoCircle RefreshFromALoadIsNoCircle MaxLoadsSparesLoadsOfLoads", ""},
	}
}

// loadBugs are in what is made of what a load returns.
func loadBugs() []bug {
	return []bug{
		{"a panic is an error like others", reloaded(func(ctx context.Context, _ whole, key string, f loadFunc) (l loaded, err error) {
			defer func() {
				if recover() != nil {
					err = errors.New("it panicked")
				}
			}()
			return f(ctx, key)
		}), "PanicIsAnError PanicsBackOffToo BulkPanicIsAnError", ""},

		{"runtime.Goexit is no error", reloaded(func(ctx context.Context, _ whole, key string, f loadFunc) (l loaded, err error) {
			done := make(chan struct{})
			go func() {
				defer close(done)
				l, err = f(ctx, key)
			}()
			<-done
			return l, err
		}), "GoexitIsAnError", ""},

		{"a negative TTL is none", relabelled(func(l *loaded) { l.TTL, l.RefreshAfter = max(l.TTL, 0), max(l.RefreshAfter, 0) }),
			"NegativeTTLIsAnError", "negative"},
		{"the TTL of a load is ignored", relabelled(func(l *loaded) { l.TTL = 0 }), "LoadedTTLIsTheValues", ""},
		{"RefreshAfter of a load is ignored", relabelled(func(l *loaded) { l.RefreshAfter = 0 }), "LoadedRefreshAfterIsTheValues", ""},
		{"the weight of a load is ignored", relabelled(func(l *loaded) { l.Weight = 0 }), "LoadedWeightCounts", "3 of 3"},
		{"the version of a load is ignored", relabelled(func(l *loaded) { l.Version = 0 }), "LoadOfAnOlderVersionGivesTheNewer", ""},
		{"NotModified is ignored", relabelled(func(l *loaded) { l.NotModified = false }), "NotModifiedKeepsTheValue NotModifiedNeedsAValue", "99"},
		{"there is no previous value", reloaded(func(ctx context.Context, _ whole, key string, f loadFunc) (loaded, error) {
			return f(context.WithoutCancel(noPrevious{ctx}), key)
		}), "PreviousIsWhatWasThere", "Previous is"},

		{"not found is a failure", reloaded(func(ctx context.Context, _ whole, key string, f loadFunc) (loaded, error) {
			l, err := f(ctx, key)
			if errors.Is(err, larder.ErrNotFound) {
				err = errors.New(err.Error())
			}
			return l, err
		}), "NotFoundDropsTheOldValue NotFoundIsNotKeptUnlessAsked NotFoundIsKeptForNegativeTTL WarmGoesOnAfterFailures", ""},

		{"Put ignores the version", planted(func(w *wrapper) {
			put := w.put
			w.put = func(ctx context.Context, key string, l loaded) error { l.Version = 0; return put(ctx, key, l) }
		}), "OlderVersionIsRefused LoadOfAnOlderVersionGivesTheNewer VersionsNeverGoBack", ""},

		{"a version is for ever", planted(func(w *wrapper) {
			highest := make(map[string]uint64)
			put := w.put
			w.put = func(ctx context.Context, key string, l loaded) error {
				highest[key] = l.Version
				return put(ctx, key, l)
			}
			get := w.get
			w.get = func(ctx context.Context, key string, _ loadFunc) (int, error) {
				return get(ctx, key, func(ctx context.Context, key string) (loaded, error) {
					l, err := w.o.Load(ctx, key)
					if l.Version < highest[key] {
						err = loader.ErrVersion
					}
					return l, err
				})
			}
		}), "VersionOfTheInvalidatedIsNothing", "higher version"},

		{"Refresh is a Get", planted(func(w *wrapper) {
			w.refresh = func(ctx context.Context, key string) (int, error) { return w.get(ctx, key, nil) }
		}), "RefreshLoadsWhatIsThere", "want 2"},
	}
}

// noPrevious hides from a load what the cache has put into its context.
type noPrevious struct{ context.Context }

func (noPrevious) Value(any) any { return nil }
