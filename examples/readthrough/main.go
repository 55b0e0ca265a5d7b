// Command readthrough shows a cache that fetches from the database by itself: callers
// ask the cache alone.
//
// A hundred callers who miss the same key at the same time cost one query, and a page
// of users costs one query for those of them that are not there yet. That a user does
// not exist is remembered as well, for a shorter time, so that asking for what is not
// there does not reach the database each time.
//
// Use it wherever what is cached can be fetched by its key: it is the pattern to begin
// with. Not where a value must be as new as the database: then ask that.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/examples/internal/userdb"
	"github.com/larder-go/larder/loader"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "readthrough:", err)
		os.Exit(1)
	}
}

const (
	ada    = 1
	nobody = 404
)

func run(ctx context.Context, w io.Writer) error {
	db, err := userdb.Sample(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	users, err := open(db)
	if err != nil {
		return err
	}
	defer users.Close(ctx)

	for _, step := range []func(context.Context, io.Writer, *loader.Cache[int64, userdb.User]) error{crowd, page, missing} {
		before := db.Queries()
		if err := step(ctx, w, users); err != nil {
			return err
		}
		fmt.Fprintln(w, "  queries:", db.Queries()-before)
	}
	return nil
}

// open puts a cache before the database.
func open(db *userdb.DB) (*loader.Cache[int64, userdb.User], error) {
	return loader.New(cow.New, loader.Options[int64, userdb.User]{
		// Jitter keeps what was loaded together from expiring together.
		Options:     larder.Options[int64, userdb.User]{TTL: 5 * time.Minute, Jitter: 0.1, Capacity: 100_000},
		NegativeTTL: 10 * time.Second,
		Load:        loader.Plain(db.User), // its error wraps larder.ErrNotFound where there is no such user
		LoadMany: loader.PlainMany(func(ctx context.Context, ids []int64) (map[int64]userdb.User, error) {
			rows, err := db.Users(ctx, ids)
			if err != nil {
				return nil, err
			}
			users := make(map[int64]userdb.User, len(rows))
			for _, u := range rows { // who is missing does not exist
				users[u.ID] = u
			}
			return users, nil
		}),
	})
}

// crowd asks for one user from many goroutines.
func crowd(ctx context.Context, w io.Writer, users *loader.Cache[int64, userdb.User]) error {
	const callers = 100
	names := make([]string, callers)
	group, ctx := errgroup.WithContext(ctx)
	for i := range names {
		group.Go(func() error {
			u, err := users.Get(ctx, ada)
			names[i] = u.Name
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%d callers got %q\n", len(names), slices.Compact(names))
	return err
}

// page asks for several users, of whom one is there already and one does not exist.
func page(ctx context.Context, w io.Writer, users *loader.Cache[int64, userdb.User]) error {
	ids := []int64{ada, 2, 3, nobody}
	found, err := users.GetMany(ctx, ids)
	if err != nil { // found still has those that could be had
		return err
	}
	for _, id := range ids {
		if u, ok := found[id]; ok {
			fmt.Fprintf(w, "user %d is %s\n", id, u.Name)
		} else {
			fmt.Fprintf(w, "user %d does not exist\n", id)
		}
	}
	return nil
}

// missing asks for a user that is known not to exist.
func missing(ctx context.Context, w io.Writer, users *loader.Cache[int64, userdb.User]) error {
	u, err := users.Get(ctx, nobody)
	switch {
	case errors.Is(err, larder.ErrNotFound): // not a failure: there is no such user
		fmt.Fprintf(w, "user %d still does not\n", nobody)
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("user %d exists: %v", nobody, u)
}
