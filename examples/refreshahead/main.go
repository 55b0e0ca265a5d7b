// Command refreshahead shows how readers need not wait for the database when a value
// gets old, and what they get while it is down.
//
// Values are fresh for a minute here. What is asked for in the last fifth of it is
// loaded in the background (RefreshAfter; XFetch decides by chance instead, and earlier
// for what takes long to load, so that many processes do not ask together). What has
// expired within the last half minute is served, and loaded in the background
// (StaleWhileRevalidate). After that readers wait for a load, and if it fails they get
// the old value for up to an hour (StaleIfError).
//
// The clock is a fake one, so that the program need not wait. Use StaleIfError where an
// old answer is better than none. Not for what must not be old, such as permissions.
package main

import (
	"context"
	"errors"
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
		fmt.Fprintln(os.Stderr, "refreshahead:", err)
		os.Exit(1)
	}
}

const ada = 1

func run(ctx context.Context, w io.Writer) error {
	if err := windows(ctx, w); err != nil {
		return err
	}
	return byChance(ctx, w)
}

// windows goes through the states of a value as it gets older.
func windows(ctx context.Context, w io.Writer) error {
	db, err := userdb.Sample(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	clock := fakeclock.New(time.Now())
	users, err := loader.New(cow.New, loader.Options[int64, userdb.User]{
		Options:              larder.Options[int64, userdb.User]{TTL: time.Minute, Clock: clock},
		Load:                 loader.Plain(db.User),
		RefreshAfter:         0.8,
		StaleWhileRevalidate: 30 * time.Second,
		StaleIfError:         time.Hour,
		RetryAfter:           5 * time.Second,
	})
	if err != nil {
		return err
	}
	defer users.Close(ctx)
	refreshed, stop := refreshes(users)
	defer stop()
	get := func(when string) error {
		u, err := users.Get(ctx, ada)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s: %q\n", when, u.Name)
		return err
	}
	change := func(name string, age time.Duration) error {
		_, err := db.Rename(ctx, ada, name)
		clock.Advance(age)
		return err
	}
	wait := func() error {
		select {
		case <-refreshed:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}

	err = steps(
		func() error { return get("the first reader waits") },
		func() error { return change("Ada King", 50*time.Second) },
		func() error { return get("after 50 s, while a load runs") },
		wait,
		func() error { return get("when it has ended") },
		func() error { return change("Ada Lovelace", 80*time.Second) },
		func() error { return get("20 s past its time to live") },
		wait,
		func() error { return get("when that load has ended") },
		func() error { clock.Advance(30 * time.Minute); return db.Close() },
		func() error { return get("29 minutes past it, the database is down") },
		func() error { return get("and again, without asking it") },
	)
	if err != nil {
		return err
	}
	clock.Advance(time.Hour)
	_, err = users.Get(ctx, ada)
	switch {
	case err == nil:
		return errors.New("the value outlived all its windows")
	case errors.Is(err, larder.ErrNotFound): // that it cannot be asked is not that there is no such user
		return err
	}
	s := users.Stats()
	_, err = fmt.Fprintf(w, "an hour later: an error\nrefreshes: %d, stale answers: %d, failed loads: %d\n", s.Refreshes, s.StaleServes, s.LoadErrors)
	return err
}

// refreshes returns a channel that hears of each load in the background that has
// stored its value.
func refreshes(users *loader.Cache[int64, userdb.User]) (refreshed <-chan struct{}, stop func()) {
	heard := make(chan struct{}, 16)
	stop = users.Subscribe(0, func(e loader.Event[int64]) {
		if e.Kind == loader.EventRefreshed {
			heard <- struct{}{}
		}
	})
	return heard, stop
}

// steps calls functions one after the other, until one fails.
func steps(do ...func() error) error {
	for _, step := range do {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
