package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/loader"
	"github.com/larder-go/larder/writebehind"
)

const schema = `CREATE TABLE views (page TEXT PRIMARY KEY, n INTEGER NOT NULL CHECK (n >= 0))`

// views counts how often pages were viewed. Reads and writes go by way of it.
type views struct {
	db     *sql.DB
	queue  *writebehind.Queue[string, int]
	cache  *loader.Cache[string, int]
	failed func(why error) // called after an attempt that failed as a whole, unless nil
}

func open(db *sql.DB, onLost func(writebehind.Write[string, int], error)) (*views, error) {
	v := &views{db: db}
	var err error
	v.cache, err = loader.New(cow.New, loader.Options[string, int]{
		Options: larder.Options[string, int]{TTL: time.Hour, Capacity: 10_000},
		Load:    loader.Plain(v.load),
	})
	if err != nil {
		return nil, err
	}
	v.queue, err = writebehind.New(v.write, writebehind.Options[string, int]{
		Delay:    time.Hour, // so that the batches here go out at Flush and Close; a second is more usual
		Attempts: 3,
		Backoff:  time.Millisecond, // so that the program is quick; the default begins with 100
		OnLost: func(lost writebehind.Write[string, int], why error) {
			v.cache.Delete(lost.Key) // what was read from the queue did not come true; it has it no more
			onLost(lost, why)
		},
	})
	if err != nil {
		return nil, errors.Join(err, v.cache.Close(context.Background()))
	}
	return v, nil
}

// set queues a count and has the next reader find it. A Set of the cache in place of
// the Delete could cross with that of another writer, and the cache keep the older
// count; the queue has the order.
func (v *views) set(ctx context.Context, page string, n int) error {
	if err := v.queue.PutWait(ctx, page, n); err != nil { // full: the writer waits for the database
		return err
	}
	v.cache.Delete(page)
	return nil
}

// load asks the queue first: what is pending there is newer than what the database has.
func (v *views) load(ctx context.Context, page string) (int, error) {
	if n, deleted, pending := v.queue.Get(page); deleted {
		return 0, larder.ErrNotFound
	} else if pending {
		return n, nil // should it be lost, OnLost deletes it
	}
	return v.stored(ctx, page)
}

// stored returns what the database has.
func (v *views) stored(ctx context.Context, page string) (n int, err error) {
	err = v.db.QueryRowContext(ctx, `SELECT n FROM views WHERE page = ?`, page).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("page %q: %w", page, larder.ErrNotFound)
	}
	return n, err
}

// write writes a batch in one transaction. A row that breaks a constraint fails alone,
// and would again: it is not retried. Any other error is that of the whole batch. Counts are set and not added to, so that
// a batch whose commit was reported as failed can be written again.
func (v *views) write(ctx context.Context, batch []writebehind.Write[string, int]) (err error) {
	defer func() {
		var partial *writebehind.PartialError[string]
		if err != nil && !errors.As(err, &partial) && v.failed != nil {
			v.failed(err)
		}
	}()
	tx, err := v.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	refused := map[string]error{}
	for _, w := range batch {
		switch err := apply(ctx, tx, w); {
		case isConstraint(err):
			refused[w.Key] = writebehind.Permanent(err)
		case err != nil:
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	if len(refused) > 0 {
		return &writebehind.PartialError[string]{Failed: refused}
	}
	return nil
}

func apply(ctx context.Context, tx *sql.Tx, w writebehind.Write[string, int]) error {
	if w.Deleted {
		_, err := tx.ExecContext(ctx, `DELETE FROM views WHERE page = ?`, w.Key)
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO views (page, n) VALUES (?1, ?2)
		ON CONFLICT (page) DO UPDATE SET n = excluded.n`, w.Key, w.Value)
	return err
}

// isConstraint reports whether it is the row that is wrong, not the database.
func isConstraint(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlitelib.SQLITE_CONSTRAINT
}

// show prints what a reader gets beside what is in the database.
func (v *views) show(ctx context.Context, w io.Writer, when, page string) error {
	n, err := v.cache.Get(ctx, page)
	if err != nil {
		return err
	}
	row, err := v.stored(ctx, page)
	if errors.Is(err, larder.ErrNotFound) {
		_, err = fmt.Fprintf(w, "%s: a reader gets %s = %d, the database has nothing\n", when, page, n)
		return err
	} else if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s: a reader gets %s = %d, the database has %d\n", when, page, n, row)
	return err
}

// close writes what is pending, or reports it as lost when ctx ends first. The queue
// goes first: OnLost needs the cache.
func (v *views) close(ctx context.Context) error {
	return errors.Join(v.queue.Close(ctx), v.cache.Close(ctx))
}
