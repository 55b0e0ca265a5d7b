package loadertest_test

import (
	"context"
	"math"
	"sync"

	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/loadertest"
)

// naiveBugs are what one gets who writes "if it is not there, load it".
func naiveBugs() []bug {
	return []bug{
		{"no load is shared", planted(func(w *wrapper) {
			w.get = func(ctx context.Context, key string, load loadFunc) (int, error) {
				if v, found, _ := w.Peek(ctx, key); found {
					return v, nil
				}
				if load == nil {
					load = w.o.Load
				}
				l, err := load(ctx, key)
				if err != nil {
					return 0, err
				}
				return l.Value, w.whole.Set(ctx, key, l.Value, 0)
			}
		}), `OneLoadForAll OneLoadForAllAtOnce ErrorReachesAll FirstCallerMayLeave FollowerLeavesAtItsDeadline
			DeadContextLoadsNothing LoadIsNobodys PanicIsAnError GoexitIsAnError NilLoadIsAnError LoadTimeoutFreesTheKey
			HardTimeoutEndsAWait LoadBeforeDeleteIsNotKept LoadBeforeSetIsNotKept LoadBeforeClearIsNotKept
			LoadMayNotAskForItself RefreshAfterStartsOneLoad MaxLoadsBounds MaxLoadsBoundsUnderLoad MaxWaitersBounds`, ""},

		{"loads that have their first caller's context", planted(func(w *wrapper) {
			get := w.get
			w.get = func(ctx context.Context, key string, load loadFunc) (int, error) {
				if load == nil {
					load = w.o.Load
				}
				return get(ctx, key, func(_ context.Context, key string) (loaded, error) { return load(ctx, key) })
			}
		}), "FirstCallerMayLeave LoadIsNobodys RefreshOutlivesItsCaller LastOneLeavingCancels DetachedLoadGoesOn", ""},

		{"one load at a time", func() loadertest.Suite {
			turns := make(map[loadertest.Cache[string, int]]chan struct{})
			var mu sync.Mutex
			return reloaded(func(ctx context.Context, c whole, key string, f loadFunc) (loaded, error) {
				mu.Lock()
				turn := turns[c]
				if turn == nil {
					turn = make(chan struct{}, 1)
					turns[c] = turn
				}
				mu.Unlock()
				turn <- struct{}{}
				defer func() { <-turn }()
				return f(ctx, key)
			})
		}(), "KeysLoadBesideEachOther KeyIsFreeAfterTheLastHasLeft LoadTimeoutFreesTheKey", ""},

		{"what is there is loaded all the same", planted(func(w *wrapper) {
			get := w.get
			w.get = func(ctx context.Context, key string, load loadFunc) (int, error) {
				_ = w.whole.Delete(ctx, key)
				return get(ctx, key, load)
			}
		}), "HitLoadsNothing OneLoadForAllAtOnce FreshUntilItsTTL", "times"},

		{"the load function of the call is not used", planted(func(w *wrapper) {
			get := w.get
			w.get = func(ctx context.Context, key string, _ loadFunc) (int, error) { return get(ctx, key, nil) }
		}), "LoadOfTheCallIsUsed", "want 9"},

		{"NaNs are loaded", nanLoader(), "NaNKeysAreRefused", "a NaN is loaded"},

		{"options are not checked", loadertest.Suite{String: func(o options) (loadertest.Cache[string, int], error) {
			if o.Validate() != nil {
				o = options{}
			}
			return sound(o)
		}}, "BadOptionsAreRefused", "is not refused"},

		{"a nil context is taken for one without end", planted(func(w *wrapper) {
			get := w.get
			w.get = func(ctx context.Context, key string, load loadFunc) (int, error) {
				if ctx == nil {
					ctx = context.Background()
				}
				return get(ctx, key, load)
			}
		}), "NilContextIsAnError", "nil context"},
	}
}

// nan is a cache that loads NaNs.
type nan struct {
	loadertest.Cache[float64, int]
	load loader.Func[float64, int]
}

func (n nan) GetOrLoad(ctx context.Context, key float64, load loader.Func[float64, int]) (int, error) {
	if math.IsNaN(key) {
		_, _ = n.load(ctx, key)
	}
	return n.Cache.GetOrLoad(ctx, key, load)
}

func nanLoader() loadertest.Suite {
	return loadertest.Suite{Float: func(o loader.Options[float64, int]) (loadertest.Cache[float64, int], error) {
		c, err := loadertest.Of(cow.New[float64, loader.Item[int]])(o)
		return nan{c, o.Load}, err
	}}
}
