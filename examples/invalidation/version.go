package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/larder-go/larder/examples/internal/userdb"
	"github.com/larder-go/larder/loader"
)

// loading returns the load function of this example. Where there is an old value it
// asks for the version alone, and fetches the row only if that has changed.
func loading(db *userdb.DB) loader.Func[int64, userdb.User] {
	return func(ctx context.Context, id int64) (loader.Loaded[userdb.User], error) {
		if old, ok := loader.Previous[userdb.User](ctx, id); ok {
			version, err := db.Version(ctx, id)
			if err != nil || version == old.Version {
				return loader.Loaded[userdb.User]{NotModified: true}, err
			}
		}
		u, err := db.User(ctx, id)
		return loaded(u), err
	}
}

// loaded says what the cache needs to know of a row: its version, and the team as a tag.
func loaded(u userdb.User) loader.Loaded[userdb.User] {
	return loader.Loaded[userdb.User]{Value: u, Version: u.Version, Tags: []string{"team:" + u.Team}}
}

// byVersion has news arrive in the wrong order, and a value expire that is still right.
func byVersion(ctx context.Context, w *world) error {
	if err := w.show(ctx, "before the changes", ada); err != nil {
		return err
	}
	second, err := w.db.Rename(ctx, ada, "Ada King")
	if err != nil {
		return err
	}
	third, err := w.db.Rename(ctx, ada, "Ada Lovelace")
	if err != nil {
		return err
	}
	for _, news := range []userdb.User{third, second} { // rows, as a message queue may bring them
		err := w.users.Put(news.ID, loaded(news))
		if err != nil && !errors.Is(err, loader.ErrVersion) {
			return err
		}
		if err := w.print("news of version %d: stored %t\n", news.Version, err == nil); err != nil {
			return err
		}
	}
	if err := w.show(ctx, "after both", ada); err != nil {
		return err
	}

	before := w.db.Queries()
	w.clock.Advance(time.Minute)
	if err := w.show(ctx, "when it has expired", ada); err != nil {
		return err
	}
	return w.print("rows fetched for that: %d, values confirmed: %d\n", w.db.Queries()-before, w.users.Stats().NotModified)
}

func (w *world) print(format string, args ...any) error {
	_, err := fmt.Fprintf(w.out, "  "+format, args...)
	return err
}
