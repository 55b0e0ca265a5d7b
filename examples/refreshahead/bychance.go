package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/examples/internal/userdb"
	"github.com/larder-go/larder/fakeclock"
	"github.com/larder-go/larder/loader"
)

// byChance asks ten times a second for a value whose load takes ten seconds. XFetch
// has it loaded anew some time before it expires, each run at another time.
func byChance(ctx context.Context, w io.Writer) error {
	db, err := userdb.Sample(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	clock := fakeclock.New(time.Now())
	users, err := loader.New(cow.New, loader.Options[int64, userdb.User]{
		Options: larder.Options[int64, userdb.User]{TTL: time.Minute, Clock: clock},
		Load: loader.Plain(func(ctx context.Context, id int64) (userdb.User, error) {
			clock.Advance(10 * time.Second) // a slow query
			return db.User(ctx, id)
		}),
		XFetch: 1,
	})
	if err != nil {
		return err
	}
	defer users.Close(ctx)

	for users.Stats().Refreshes == 0 {
		if users.Stats().InFlight > 0 { // only the query takes time then
			runtime.Gosched()
			continue
		}
		clock.Advance(100 * time.Millisecond)
		if _, err := users.Get(ctx, ada); err != nil {
			return err
		}
		<-time.After(10 * time.Microsecond) // so that a load that has been started begins
	}
	_, err = fmt.Fprintf(w, "by chance: %d reader waited, the first\n", users.Stats().Misses)
	return err
}
