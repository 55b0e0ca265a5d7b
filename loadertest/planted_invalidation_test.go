package loadertest_test

import (
	"context"
	"time"
)

func invalidationBugs() []bug {
	return []bug{
		{"a load is kept whatever came meanwhile", reloaded(func(ctx context.Context, c whole, key string, f loadFunc) (loaded, error) {
			l, err := f(ctx, key)
			if err == nil {
				_ = c.Set(ctx, key, l.Value, 0)
			}
			return l, err
		}), `LoadBeforeDeleteIsNotKept LoadBeforeSetIsNotKept LoadBeforeClearIsNotKept
			DeleteIsFinal SetIsFinal ClearIsFinal InvalidateTagIsFinal`, ""},

		{"the load's value is kept a little later", planted(func(w *wrapper) {
			get, own := w.get, w.o.Load
			w.get = func(ctx context.Context, key string, load loadFunc) (int, error) {
				before, was, _ := w.Peek(ctx, key)
				v, err := get(ctx, key, load)
				if err == nil && !was && before == 0 && own != nil && v > 0 {
					_ = w.whole.Set(ctx, key, v, 0) // to be sure
				}
				return v, err
			}
		}), "DeleteIsFinal SetIsFinal ClearIsFinal", "returned"},

		{"Delete and Clear do nothing", planted(func(w *wrapper) {
			w.delete = func(context.Context, string) error { return nil }
			w.clear = func(context.Context) error { return nil }
		}), "InvalidatedIsNotServedStale ClearLeavesNothing VersionOfTheInvalidatedIsNothing LoadBeforeDeleteIsNotKept", ""},

		{"Clear leaves one key in ten", planted(func(w *wrapper) {
			clear := w.clear
			w.clear = func(ctx context.Context) error {
				v, found, err := w.Peek(ctx, "key-7")
				if err := clear(ctx); err != nil {
					return err
				}
				if found {
					err = w.whole.Set(ctx, "key-7", v, 0)
				}
				return err
			}
		}), "ClearLeavesNothing", "want 1"},

		{"tags are ignored", relabelled(func(l *loaded) { l.Tags = nil }),
			"LoadBeforeInvalidateTagIsNotKept InvalidateTagIsFinal TagsInvalidateTheirs InvalidatedIsNotServedStale NotModifiedKeepsTheValue", ""},

		{"InvalidateTag clears", planted(func(w *wrapper) {
			w.tag = func(ctx context.Context, _ string) error { return w.clear(ctx) }
		}), "TagsInvalidateTheirs", "want"},

		{"InvalidateTag takes effect a little later", planted(func(w *wrapper) {
			tag := w.tag
			w.tag = func(ctx context.Context, name string) error {
				go func() { _ = tag(ctx, name) }()
				return nil
			}
		}), "InvalidateTagIsFinal", "had returned"},

		{"Set takes effect a little later", planted(func(w *wrapper) {
			set := w.set
			w.set = func(ctx context.Context, key string, value int, ttl time.Duration) error {
				go func() { _ = set(ctx, key, value, ttl) }()
				return nil
			}
		}), "SetIsFinal", "had returned"},
	}
}
