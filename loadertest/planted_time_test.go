package loadertest_test

import (
	"context"
	"time"

	"github.com/larder-go/larder"
)

func timeBugs() []bug {
	return []bug{
		{"no LoadTimeout", altered(func(o *options) { o.LoadTimeout = larder.NoExpiry }),
			"LoadTimeoutFreesTheKey LateResultIsKept LoadTimeoutHasADefault", ""},
		{"always a LoadTimeout", altered(func(o *options) { o.LoadTimeout = min(o.LoadTimeout, time.Minute) }), "LoadWithoutLimitHoldsItsKey", ""},
		{"what comes late is kept whatever is there", reloaded(func(ctx context.Context, c whole, key string, f loadFunc) (loaded, error) {
			l, err := f(ctx, key)
			if err == nil && ctx.Err() != nil {
				_ = c.Set(context.Background(), key, l.Value, 0)
			}
			return l, err
		}), "LateResultGivesWay KeyIsFreeAfterTheLastHasLeft", ""},
		{"what comes late is dropped", reloaded(func(ctx context.Context, _ whole, key string, f loadFunc) (loaded, error) {
			l, err := f(ctx, key)
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			return l, err
		}), "LateResultIsKept", "called 2 times"},
		{"no HardTimeout", altered(func(o *options) { o.HardTimeout = 0 }), "HardTimeoutEndsAWait SoftTimeoutNeedsAnOldValue", ""},
		{"no SoftTimeout", altered(func(o *options) { o.SoftTimeout = 0 }), "SoftTimeoutServesTheOldValue StatsOfWhatHangs", ""},

		{"fresh 1ns too long", altered(func(o *options) { o.TTL++ }), "FreshUntilItsTTL StatesChangeAtTheirBoundaries", ""},
		{"no StaleWhileRevalidate", altered(func(o *options) { o.StaleWhileRevalidate = 0 }),
			"StatesChangeAtTheirBoundaries RetryAfterThrottlesRefreshes RefreshFromALoadIsNoCircle", ""},
		{"no StaleIfError", altered(func(o *options) { o.SoftTimeout, o.StaleIfError = 0, 0 }),
			"StatesChangeAtTheirBoundaries RetryAfterThrottlesFallbacks NeverBeyondTheMaximumAge", ""},
		{"StaleIfError twice as long", altered(func(o *options) { o.StaleIfError *= 2 }), "StatesChangeAtTheirBoundaries NeverBeyondTheMaximumAge", ""},
		{"no jitter", altered(func(o *options) { o.Jitter = 0 }), "JitterShortensWhatIsLoaded", "have expired"},
		{"no RetryAfter", altered(func(o *options) { o.RetryAfter = 1 }), "RetryAfterThrottlesFallbacks RetryAfterThrottlesRefreshes", "times"},

		{"no RefreshAfter", altered(func(o *options) { o.RefreshAfter = 0 }),
			"RefreshAfterStartsOneLoad FailedRefreshIsNobodysError RefreshOutlivesItsCaller", ""},
		{"no XFetch", altered(func(o *options) { o.XFetch = 0 }), "XFetchLoadsEarly", "want 2"},
		{"XFetch at once", altered(func(o *options) {
			if o.XFetch > 0 {
				o.XFetch = 1000
			}
		}), "XFetchIsNotTooEarly", "times"},
	}
}
