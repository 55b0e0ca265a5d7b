// Command cacheaside shows the race of the usual way to use a cache, and how a loader
// is without it.
//
// Cache-aside is: ask the cache; on a miss ask the database, then set. Who changes the
// database deletes the key. Between the query and the Set of a reader there is time
// for a whole change, with its Delete:
//
//	reader                      writer
//	miss
//	query: Ada
//	                            update: Ada Lovelace
//	                            delete the key
//	set: Ada                    (stale until its time to live ends)
//
// A loader knows that the key was deleted after its load began, and does not store
// what came of it. Use cache-aside where a miss is not filled by a query of its own
// (a value computed on the way, say), and stale values do no harm.
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
	"github.com/larder-go/larder/loader"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "cacheaside:", err)
		os.Exit(1)
	}
}

const ada = 1

func run(ctx context.Context, w io.Writer) error {
	db, err := userdb.Sample(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := aside(ctx, w, db); err != nil {
		return err
	}
	return loading(ctx, w, db)
}

// aside has a writer come between the query and the Set of a reader.
func aside(ctx context.Context, w io.Writer, db *userdb.DB) error {
	cache, err := cow.New(larder.Options[int64, userdb.User]{TTL: time.Minute})
	if err != nil {
		return err
	}
	defer cache.Close()

	get := func(id int64, meanwhile func() error) (userdb.User, error) {
		if u, ok := cache.Get(id); ok {
			return u, nil
		}
		u, err := db.User(ctx, id)
		if err != nil {
			return userdb.User{}, err
		}
		if err := meanwhile(); err != nil {
			return userdb.User{}, err
		}
		return u, cache.Set(id, u, larder.DefaultTTL)
	}
	rename := func() error {
		_, err := db.Rename(ctx, ada, "Ada Lovelace")
		cache.Delete(ada)
		return err
	}

	if _, err := get(ada, rename); err != nil {
		return err
	}
	u, err := get(ada, func() error { return nil })
	if err != nil {
		return err
	}
	return compare(ctx, w, db, "cache-aside", u)
}

// loading is the same with a loader.
func loading(ctx context.Context, w io.Writer, db *userdb.DB) error {
	var users *loader.Cache[int64, userdb.User]
	rename := func() error {
		_, err := db.Rename(ctx, ada, "Countess of Lovelace")
		users.Delete(ada)
		return err
	}
	meanwhile := rename
	users, err := loader.New(cow.New, loader.Options[int64, userdb.User]{
		Options: larder.Options[int64, userdb.User]{TTL: time.Minute},
		Load: loader.Plain(func(ctx context.Context, id int64) (userdb.User, error) {
			u, err := db.User(ctx, id)
			if err != nil {
				return userdb.User{}, err
			}
			return u, meanwhile()
		}),
	})
	if err != nil {
		return err
	}
	defer users.Close(ctx)

	if _, err := users.Get(ctx, ada); err != nil { // may have the old name: it asked before the change
		return err
	}
	meanwhile = func() error { return nil }
	u, err := users.Get(ctx, ada)
	if err != nil {
		return err
	}
	if err := compare(ctx, w, db, "loader", u); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "loads whose result was not stored: %d\n", users.Stats().Discarded)
	return err
}

// compare prints what a cache says beside what is in the database.
func compare(ctx context.Context, w io.Writer, db *userdb.DB, way string, cached userdb.User) error {
	u, err := db.User(ctx, cached.ID)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s: the cache has %q, the database %q\n", way, cached.Name, u.Name)
	return err
}
