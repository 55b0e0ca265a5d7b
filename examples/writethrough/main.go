// Command writethrough shows writes that go to the database first and then to the
// cache, so that the next reader finds the new value there.
//
// Two writers may change a row in one order and reach the cache in the other: then the
// cache has the older value until it expires. So the transaction returns the version
// that it gave the row, and the cache is told: Put refuses what is older than what is
// there. The loads say the version, too.
//
// A version is compared with what is in the cache. Where the newer value has been
// evicted or deleted before the older one comes, nothing is left to compare with, and
// the older one stays for its time to live. Where that matters, Delete the key after
// the commit instead of the Put: that is right in any order, and costs the next reader
// a query.
//
// Use it for what is read again right after it was written. Not for what is written
// more often than it is read: that fills the cache with what nobody asks for.
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
	"github.com/larder-go/larder/loader"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "writethrough:", err)
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
	cache, err := loader.New(cow.New, loader.Options[int64, userdb.User]{
		Options: larder.Options[int64, userdb.User]{TTL: time.Hour, Capacity: 100_000},
		Load: func(ctx context.Context, id int64) (loader.Loaded[userdb.User], error) {
			u, err := db.User(ctx, id)
			return loaded(u), err
		},
	})
	if err != nil {
		return err
	}
	defer cache.Close(ctx)
	users := &users{db: db, cache: cache}

	// One writer, and the next reader.
	if err := users.rename(ctx, ada, "Ada King", nil); err != nil {
		return err
	}
	if err := users.show(ctx, w, "after a write"); err != nil {
		return err
	}

	// Another writer does all it has to do between the first one's commit and its Put.
	if err := users.rename(ctx, ada, "Ada", func() error {
		return users.rename(ctx, ada, "Ada Lovelace", nil)
	}); err != nil {
		return err
	}
	if err := users.show(ctx, w, "after two that cross"); err != nil {
		return err
	}

	// A write that the database refuses changes neither.
	if err := users.rename(ctx, ada, "", nil); err == nil {
		return errors.New("the database took a user without a name")
	}
	return users.show(ctx, w, "after one that fails")
}

// users writes through. All changes go by way of it.
type users struct {
	db    *userdb.DB
	cache *loader.Cache[int64, userdb.User]
}

// rename changes the database, and then the cache. meanwhile, if any, is what happens
// between the two.
func (u *users) rename(ctx context.Context, id int64, name string, meanwhile func() error) error {
	row, err := u.db.Rename(ctx, id, name)
	if err != nil {
		// Where the commit failed it is not certain that nothing was written: let the
		// next reader ask.
		u.cache.Delete(id)
		return err
	}
	if meanwhile != nil {
		if err := meanwhile(); err != nil {
			return err
		}
	}
	switch err := u.cache.Put(id, loaded(row)); {
	case errors.Is(err, loader.ErrVersion): // somebody was faster, with a newer value
	case err != nil: // the database has the value: that the cache has not is no failure of the write
		u.cache.Delete(id)
	}
	return nil
}

// loaded says to the cache which version of the row it gets.
func loaded(u userdb.User) loader.Loaded[userdb.User] {
	return loader.Loaded[userdb.User]{Value: u, Version: u.Version}
}

// show prints what a reader gets, and whether that took a query.
func (u *users) show(ctx context.Context, w io.Writer, when string) error {
	before := u.db.Queries()
	cached, err := u.cache.Get(ctx, ada)
	if err != nil {
		return err
	}
	asked := u.db.Queries() - before
	row, err := u.db.User(ctx, ada)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s: the cache has %q (version %d, %d queries), the database %q (version %d)\n",
		when, cached.Name, cached.Version, asked, row.Name, row.Version)
	return err
}
