// Command writebehind shows writes that go to a queue, and from there to the database
// in batches: here, how often pages were viewed.
//
// A view costs no query. Between two batches a page that was viewed a thousand times
// is written once, with its last count. While the database fails the queue tries
// again, but not with a row that the database refuses; what is not written in the end
// is reported, and leaves the cache. Close writes what is still pending.
//
// Use it where the database could not take every write, and where losing the last few
// in a crash does no harm. Not for orders or payments: what is pending is in memory
// alone.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/larder-go/larder/examples/internal/userdb"
	"github.com/larder-go/larder/writebehind"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "writebehind:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer) error {
	db, err := userdb.Sample(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.SQL.ExecContext(ctx, schema); err != nil {
		return err
	}
	v, err := open(db.SQL, func(lost writebehind.Write[string, int], why error) {
		fmt.Fprintf(w, "lost: %s = %d: %v\n", lost.Key, lost.Value, why)
	})
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context, io.Writer, *views) error{batches, outage, refused} {
		if err := step(ctx, w, v); err != nil {
			return errors.Join(err, v.close(ctx))
		}
	}
	return drain(ctx, w, v)
}

// batches shows a thousand writes that are one, and a read before it is done.
func batches(ctx context.Context, w io.Writer, v *views) error {
	for n := range 1000 {
		if err := v.set(ctx, "home", n+1); err != nil {
			return err
		}
	}
	if err := v.set(ctx, "about", 7); err != nil {
		return err
	}
	if err := v.show(ctx, w, "pending", "home"); err != nil {
		return err
	}
	if err := v.queue.Flush(ctx); err != nil {
		return err
	}
	s := v.queue.Stats()
	fmt.Fprintf(w, "%d views, %d rows written in %d batch\n", s.Puts, s.Written, s.Batches)
	return v.show(ctx, w, "written", "home")
}

// outage has the first attempt fail, and all be well before the next one.
func outage(ctx context.Context, w io.Writer, v *views) error {
	if _, err := v.db.ExecContext(ctx, `ALTER TABLE views RENAME TO views_in_repair`); err != nil {
		return err
	}
	v.failed = func(why error) {
		_, err := v.db.ExecContext(ctx, `ALTER TABLE views_in_repair RENAME TO views`)
		fmt.Fprintf(w, "attempt failed: %v; repaired: %t\n", why, err == nil)
	}
	if err := v.set(ctx, "home", 1001); err != nil {
		return err
	}
	if err := v.queue.Flush(ctx); err != nil {
		return err
	}
	v.failed = nil
	return v.show(ctx, w, "after an outage", "home")
}

// refused puts a value that the database never takes beside one that it does.
func refused(ctx context.Context, w io.Writer, v *views) error {
	if err := v.set(ctx, "about", -1); err != nil {
		return err
	}
	if err := v.set(ctx, "home", 1002); err != nil {
		return err
	}
	if err := v.show(ctx, w, "pending", "about"); err != nil {
		return err
	}
	before := v.queue.Stats().Attempts
	var lost *writebehind.LostError
	if err := v.queue.Flush(ctx); !errors.As(err, &lost) {
		return fmt.Errorf("the database took -1 views, or Flush failed: %v", err)
	}
	fmt.Fprintf(w, "attempts: %d\n", v.queue.Stats().Attempts-before)
	if err := v.show(ctx, w, "lost", "about"); err != nil {
		return err
	}
	return v.show(ctx, w, "written", "home")
}

// drain closes with a write pending.
func drain(ctx context.Context, w io.Writer, v *views) error {
	if err := v.set(ctx, "home", 1003); err != nil {
		return errors.Join(err, v.close(ctx))
	}
	var lost *writebehind.LostError
	if err := v.queue.Close(ctx); errors.As(err, &lost) { // of all that was ever put: the one of refused
		fmt.Fprintf(w, "closed: %d write lost in all\n", lost.Lost)
	}
	if err := v.cache.Close(ctx); err != nil {
		return err
	}
	n, err := v.stored(ctx, "home")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "the database has home = %d\n", n)
	return err
}
