package loadertest_test

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/larder-go/larder/loader"
)

func manyBugs() []bug {
	return []bug{
		{"a bulk load for each key", planted(func(w *wrapper) {
			many := w.many
			w.many = func(ctx context.Context, keys []string, load bulkFunc) (map[string]int, error) {
				all := make(map[string]int)
				var errs []error
				for _, key := range keys {
					values, err := many(ctx, []string{key}, load)
					maps.Copy(all, values)
					errs = append(errs, err)
				}
				return all, errors.Join(errs...)
			}
		}), "ManyLoadsTheMissesAtOnce ManyOneByOne ManyWaitsForLoadsInProgress ManyIsWaitedFor", ""},

		{"a bulk load of all keys, for nobody else", planted(func(w *wrapper) {
			many := w.many
			w.many = func(ctx context.Context, keys []string, load bulkFunc) (map[string]int, error) {
				if load == nil {
					return many(ctx, keys, load)
				}
				values, err := load(ctx, keys)
				all := make(map[string]int)
				for key, l := range values {
					all[key] = l.Value
					_ = w.whole.Set(ctx, key, l.Value, 0)
				}
				return all, err
			}
		}), `ManyLoadsTheMissesAtOnce ManyWaitsForLoadsInProgress ManyIsWaitedFor ManyWithADeadContextLoadsNothing
			BulkMayFindLess BulkMayNotBringMore BulkPanicIsAnError BulkIsKeptKeyByKey BulkErrorIsThatOfItsKeys`, ""},

		{"all values or none", planted(func(w *wrapper) {
			many := w.many
			w.many = func(ctx context.Context, keys []string, load bulkFunc) (map[string]int, error) {
				values, err := many(ctx, keys, load)
				if err != nil {
					return nil, err
				}
				return values, nil
			}
		}), "BulkErrorIsThatOfItsKeys", "want map"},

		{"Options.LoadMany is for many alone", altered(func(o *options) {
			if o.LoadMany != nil {
				o.Load = func(context.Context, string) (loaded, error) { return loaded{}, loader.ErrNoLoader }
			}
		}), "BulkLoadsForSingleCalls", "no load function"},
	}
}

func warmBugs() []bug {
	warmed := func(change func(*loader.Warming)) func(*wrapper) {
		return func(w *wrapper) {
			warm := w.warm
			w.warm = func(ctx context.Context, keys iter.Seq[string], o loader.Warming) (int, error) {
				change(&o)
				return warm(ctx, keys, o)
			}
		}
	}
	return []bug{
		{"Warm loads what is there", planted(func(w *wrapper) {
			warm := w.warm
			w.warm = func(ctx context.Context, keys iter.Seq[string], o loader.Warming) (int, error) {
				for key := range keys {
					_ = w.whole.Delete(ctx, key)
				}
				return warm(ctx, keys, o)
			}
		}), "WarmLoadsWhatIsMissing", "times"},
		{"Warm as parallel as can be", planted(warmed(func(o *loader.Warming) { o.Parallel = 100 })), "WarmIsBounded", "times"},
		{"Warm key by key", planted(warmed(func(o *loader.Warming) { o.Batch = 1 })), "WarmLoadsInBatches", "95 calls"},
		{"Warm stops at the first failure", planted(func(w *wrapper) {
			w.warm = func(ctx context.Context, keys iter.Seq[string], o loader.Warming) (n int, err error) {
				for key := range keys {
					if _, err := w.get(ctx, key, nil); err != nil {
						return n, err
					}
					n++
				}
				return n, nil
			}
		}), "WarmGoesOnAfterFailures WarmIsBounded WarmLoadsInBatches", ""},
		{"Warm whatever becomes of its context", planted(func(w *wrapper) {
			warm := w.warm
			w.warm = func(ctx context.Context, keys iter.Seq[string], o loader.Warming) (int, error) {
				return warm(context.WithoutCancel(ctx), keys, o)
			}
		}), "WarmEndsWithItsContext", "goes on"},

		{"what is saved never expires", planted(func(w *wrapper) {
			entries := w.entries
			w.entries = func() (iter.Seq[saved], error) {
				all, err := entries()
				return func(yield func(saved) bool) {
					for e := range all {
						e.Deadline = time.Time{}
						if !yield(e) {
							return
						}
					}
				}, err
			}
		}), "SavedIsRestored", "at its end"},
		{"WarmFrom is many Sets", planted(func(w *wrapper) {
			w.restore = func(ctx context.Context, entries iter.Seq[saved], o loader.Warming) (n int, err error) {
				for e := range entries {
					_ = w.whole.Set(ctx, e.Key, e.Value, 0)
					n++
				}
				return n, nil
			}
		}), "RestoreReplacesNothing WriteDuringRestoreWins DeleteDuringRestoreIsFinal", ""},
		{"WarmFrom reads everything first", planted(func(w *wrapper) {
			restore := w.restore
			w.restore = func(ctx context.Context, entries iter.Seq[saved], o loader.Warming) (int, error) {
				return restore(ctx, slices.Values(slices.Collect(entries)), o)
			}
		}), "WriteDuringRestoreWins", ""},
		{"WarmFrom whatever becomes of its context", planted(func(w *wrapper) {
			restore := w.restore
			w.restore = func(ctx context.Context, entries iter.Seq[saved], o loader.Warming) (int, error) {
				return restore(context.WithoutCancel(ctx), func(yield func(saved) bool) {
					n := 0
					for e := range entries {
						if n++; n > 100 || !yield(e) {
							return
						}
					}
				}, o)
			}
		}), "RestoreEndsWithItsContext", "context canceled"},
	}
}
