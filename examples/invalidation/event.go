package main

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/larder-go/larder/examples/internal/userdb"
	"github.com/larder-go/larder/loader"
)

// changeLog is a table that the database keeps itself, whoever changes it. Each entry
// is part of the transaction that made the change: none is lost, and none is seen
// before the change is. SQLite has one writer at a time, so that entries come in the
// order of their numbers; where several commit at once, one with a lower number may
// come after one with a higher, and a feed has to look back.
const changeLog = `
CREATE TABLE changes (seq INTEGER PRIMARY KEY AUTOINCREMENT, id INTEGER NOT NULL);
CREATE TRIGGER user_inserted AFTER INSERT ON users BEGIN INSERT INTO changes (id) VALUES (new.id); END;
CREATE TRIGGER user_updated  AFTER UPDATE ON users BEGIN INSERT INTO changes (id) VALUES (old.id); END;
CREATE TRIGGER user_deleted  AFTER DELETE ON users BEGIN INSERT INTO changes (id) VALUES (old.id); END`

// feed takes the change log to a cache. It is one goroutine's.
type feed struct {
	db    *sql.DB
	users *loader.Cache[int64, userdb.User]
	seen  int64 // the last entry that was handled
}

// poll deletes from the cache what has changed since the last time. A program calls it
// in a loop, every second perhaps: that is then how old an answer can be. An error
// costs nothing, since the next poll begins where this one ended.
func (f *feed) poll(ctx context.Context) (changes int, err error) {
	rows, err := f.db.QueryContext(ctx, `SELECT seq, id FROM changes WHERE seq > ? ORDER BY seq LIMIT 1000`, f.seen)
	if err != nil {
		return 0, fmt.Errorf("change log: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var seq, id int64
		if err := rows.Scan(&seq, &id); err != nil {
			return changes, fmt.Errorf("change log: %w", err)
		}
		f.users.Delete(id)
		f.seen = seq
		changes++
	}
	if err := rows.Err(); err != nil {
		return changes, fmt.Errorf("change log: %w", err)
	}
	return changes, nil
}

// byEvent has other programs change the database, which know of no cache.
func byEvent(ctx context.Context, w *world) error {
	if _, err := w.db.SQL.ExecContext(ctx, changeLog); err != nil {
		return err
	}
	f := &feed{db: w.db.SQL, users: w.users}
	if err := w.show(ctx, "before the change", ada, grace); err != nil {
		return err
	}
	if _, err := w.db.SQL.ExecContext(ctx, `UPDATE users SET name = 'Ada Lovelace', version = version + 1 WHERE id = ?`, ada); err != nil {
		return err
	}
	if err := w.show(ctx, "before the poll", ada, grace); err != nil {
		return err
	}
	changes, err := f.poll(ctx)
	if err != nil {
		return err
	}
	if err := w.show(ctx, fmt.Sprintf("after %d event", changes), ada, grace); err != nil {
		return err
	}
	again, err := f.poll(ctx)
	if err != nil {
		return err
	}
	return w.print("and then: %d events\n", again)
}
