// Command invalidation shows the four ways by which a cached value comes to its end
// when the database has changed: by time, by event, by version and by tag.
//
//   - By time: everything expires some time. It needs nothing from who writes, and
//     bounds how old an answer can be. Have it in any case, for the event that is lost.
//   - By event: who changes the database says so; here a trigger writes down what was
//     changed, and a feed deletes that from the cache. For changes by other programs.
//   - By version: late news do not replace newer ones, and what has expired but not
//     changed is confirmed, without fetching it.
//   - By tag: one call makes an end of all values that depend on the same thing, in
//     constant time.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/examples/internal/userdb"
	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/loader"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "invalidation:", err)
		os.Exit(1)
	}
}

const ada, grace, linus = 1, 2, 3

func run(ctx context.Context, w io.Writer) error {
	for _, way := range []struct {
		name string
		show func(context.Context, *world) error
	}{{"by time", byTime}, {"by event", byEvent}, {"by version", byVersion}, {"by tag", byTag}} {
		fmt.Fprintln(w, way.name)
		if err := inNewWorld(ctx, w, way.show); err != nil {
			return fmt.Errorf("%s: %w", way.name, err)
		}
	}
	return nil
}

// world is a database, and a cache before it whose values are fresh for a minute of
// the clock.
type world struct {
	db    *userdb.DB
	users *loader.Cache[int64, userdb.User]
	clock *fakeclock.Clock
	out   io.Writer
}

func inNewWorld(ctx context.Context, w io.Writer, do func(context.Context, *world) error) error {
	db, err := userdb.Sample(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	clock := fakeclock.New(time.Now())
	users, err := loader.New(cow.New, loader.Options[int64, userdb.User]{
		Options: larder.Options[int64, userdb.User]{TTL: time.Minute, Clock: clock},
		Load:    loading(db),
		// A value stays for an hour past its minute, so that byVersion has something to
		// confirm. While the database is down it is also served.
		StaleIfError: time.Hour,
	})
	if err != nil {
		return err
	}
	defer users.Close(ctx)
	return do(ctx, &world{db, users, clock, w})
}

// show prints the names of users as the cache has them.
func (w *world) show(ctx context.Context, when string, ids ...int64) error {
	fmt.Fprintf(w.out, "  %s:", when)
	for _, id := range ids {
		u, err := w.users.Get(ctx, id)
		if err != nil {
			return err
		}
		fmt.Fprintf(w.out, " %s (%s, version %d)", u.Name, u.Team, u.Version)
	}
	fmt.Fprintln(w.out)
	return nil
}

// byTime has a change seen a minute later.
func byTime(ctx context.Context, w *world) error {
	if err := w.show(ctx, "before the change", ada); err != nil {
		return err
	}
	if _, err := w.db.Rename(ctx, ada, "Ada Lovelace"); err != nil {
		return err
	}
	w.clock.Advance(59 * time.Second)
	if err := w.show(ctx, "after 59 s", ada); err != nil {
		return err
	}
	w.clock.Advance(time.Second)
	return w.show(ctx, "after 60 s", ada)
}
