// Command hierarchy has three levels before a caller: a small memory of what is hot, a large one
// of bytes behind it, and the database. A key that has left the first is found in the second, for the price of
// decoding it; only what is in neither is a query.
//
//	go -C examples run ./hierarchy
//
// Use it where values are expensive to keep as Go objects, which the garbage collector has to
// look through, and cheap as bytes; and as a step towards Redis, which takes the place of the
// second level by two lines (see the example twotiers). Where all fits into one memory, one
// is faster.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/examples/internal/userdb"
	"github.com/larder-go/larder/tiered"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "hierarchy:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer) error {
	db, err := userdb.Sample(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	second, err := tiered.NewMemory(tiered.MemoryOptions{MaxEntries: 100_000})
	if err != nil {
		return err
	}
	defer second.Close()
	users, err := tiered.New(tiered.Options[userdb.User]{
		Options: larder.Options[string, userdb.User]{TTL: time.Minute, Capacity: 2},
		L1:      tiered.Over[userdb.User](cow.New),
		Remote:  second,
		Load: func(ctx context.Context, key string) (tiered.Loaded[userdb.User], error) {
			id, err := strconv.ParseInt(key, 10, 64)
			if err != nil {
				return tiered.Loaded[userdb.User]{}, err
			}
			u, err := db.User(ctx, id)
			return tiered.Loaded[userdb.User]{Value: u}, err
		},
	})
	if err != nil {
		return err
	}
	defer users.Close(ctx)

	show := func(what string) {
		s := users.Stats()
		fmt.Fprintf(w, "%s: %d answered by the first level, %d by the second, %d queries\n", what, s.Memory.Hits, s.Remote.Hits, db.Queries())
	}
	for _, key := range []string{"1", "1", "1"} {
		if _, err := users.Get(ctx, key); err != nil {
			return err
		}
	}
	show("one user, three times")
	users.ClearLocal()
	if _, err := users.Get(ctx, "1"); err != nil {
		return err
	}
	show("after the first level was emptied")
	many, err := users.GetMany(ctx, []string{"1", "2", "3"})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%d users at once, of whom the first level keeps no more than %d\n", len(many), max(users.Len(), 2))

	u, err := db.Rename(ctx, 1, "Ada Lovelace")
	if err != nil {
		return err
	}
	if err := users.Delete(ctx, "1"); err != nil {
		return err
	}
	got, err := users.Get(ctx, "1")
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "renamed to %q; the cache says %q\n", u.Name, got.Name)
	return nil
}
