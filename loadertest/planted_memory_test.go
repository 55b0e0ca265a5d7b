package loadertest_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/larder-go/larder"
)

// memoryBugs are in what is remembered of failed loads.
func memoryBugs() []bug {
	return []bug{
		{"errors are remembered for ever", planted(func(w *wrapper) {
			var errs sync.Map
			get := w.get
			w.get = func(ctx context.Context, key string, load loadFunc) (int, error) {
				if err, ok := errs.Load(key); ok {
					return 0, err.(error)
				}
				v, err := get(ctx, key, load)
				if err != nil {
					errs.Store(key, err)
				}
				return v, err
			}
		}), `ErrorsAreNotKept NotFoundIsNotKeptUnlessAsked NotFoundIsKeptForNegativeTTL WritesEndNotFound NotFoundBeforeAWriteIsNotKept
			NegativeCapacityBounds ErrorTTLDoublesUpToItsMaximum SuccessEndsTheBackOff WritesEndTheBackOff`, ""},

		{"NegativeTTL where none was asked for", altered(func(o *options) { o.NegativeTTL = max(o.NegativeTTL, time.Hour) }),
			"NotFoundIsNotKeptUnlessAsked NotFoundIsKeptForNegativeTTL", ""},
		{"no NegativeTTL", altered(func(o *options) { o.NegativeTTL = 0 }),
			"NotFoundIsKeptForNegativeTTL NegativeCapacityBounds BulkMayFindLess ManyLoadsTheMissesAtOnce", ""},
		{"no NegativeCapacity", altered(func(o *options) { o.NegativeCapacity = 0 }), "NegativeCapacityBounds", "are remembered"},

		{"what is not there takes room", planted(func(w *wrapper) {
			get := w.get
			w.get = func(ctx context.Context, key string, load loadFunc) (int, error) {
				v, err := get(ctx, key, load)
				if errors.Is(err, larder.ErrNotFound) {
					_ = w.whole.Set(ctx, "no "+key, 0, 0)
				}
				return v, err
			}
		}), "NegativesTakeNoRoom", ""},

		{"no maximum of ErrorTTL", altered(func(o *options) { o.ErrorTTLMax = 0 }), "ErrorTTLDoublesUpToItsMaximum", "times"},
		{"ErrorTTL that does not double", altered(func(o *options) { o.ErrorTTLMax = o.ErrorTTL }), "ErrorTTLDoublesUpToItsMaximum", "times"},
		{"no ErrorTTL", altered(func(o *options) { o.ErrorTTL, o.ErrorTTLMax = 0, 0 }), "ErrorTTLDoublesUpToItsMaximum PanicsBackOffToo", "times"},
	}
}

func limitBugs() []bug {
	return []bug{
		{"no MaxLoads", altered(func(o *options) { o.MaxLoads = 0 }),
			"MaxLoadsBounds MaxLoadsBoundsUnderLoad MaxLoadsLeavesRefreshesForLater WaitForMaxLoadsCanEnd", ""},
		{"one load more than MaxLoads", altered(func(o *options) {
			if o.MaxLoads > 0 {
				o.MaxLoads++
			}
		}), "MaxLoadsBounds MaxLoadsBoundsUnderLoad", ""},
		{"no MaxWaiters", altered(func(o *options) { o.MaxWaiters = 0 }), "MaxWaitersBounds", ""},
		{"one waiter less than MaxWaiters", altered(func(o *options) { o.MaxWaiters = max(o.MaxWaiters-1, 0) }), "MaxWaitersBounds", ""},
	}
}
