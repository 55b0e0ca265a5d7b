// Package userdb is the database of the examples: a table of users in SQLite, in a
// file. It knows nothing of caches, and counts its queries, so that an example can
// show how many a cache has saved.
//
// Use it in the examples only. The queries are what any program would write over
// database/sql; what it adds for a cache that stands in front is a version in each
// row, which every change raises.
package userdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"

	_ "modernc.org/sqlite" // the driver "sqlite": SQLite translated to Go, so that nothing needs C
)

// User is a row.
type User struct {
	ID      int64  `json:"id"`
	Name    string `json:"name"`
	Team    string `json:"team"`
	Version uint64 `json:"version"` // 1 when the row is made, and one more with each change
}

// DB is an open database. It is safe for concurrent use. Close it.
type DB struct {
	// SQL is for statements of an example's own; they are not counted.
	SQL *sql.DB

	queries atomic.Int64
	folder  string // removed by Close; "" if it is not ours
}

const schema = `
CREATE TABLE IF NOT EXISTS users (
	id      INTEGER PRIMARY KEY,
	name    TEXT    NOT NULL CHECK (name <> ''),
	team    TEXT    NOT NULL DEFAULT '',
	version INTEGER NOT NULL DEFAULT 1
)`

// Open opens a database file, and makes it if it is not there.
func Open(ctx context.Context, path string) (*DB, error) {
	// Readers do not wait for writers (WAL); a writer waits for another (busy_timeout,
	// milliseconds), and from the beginning of its transaction (immediate), since one
	// that has read first could not wait any more.
	dsn := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: url.Values{
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)"},
		"_txlock": {"immediate"},
	}.Encode()}
	handle, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("userdb: %w", err)
	}
	if _, err := handle.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(fmt.Errorf("userdb: cannot open %s: %w", path, err), handle.Close())
	}
	return &DB{SQL: handle}, nil
}

// Sample opens a database in a folder of its own, which Close removes, with three
// users: Ada and Grace in team "navy", Linus in team "kernel".
func Sample(ctx context.Context) (*DB, error) {
	folder, err := os.MkdirTemp("", "larder-example-")
	if err != nil {
		return nil, fmt.Errorf("userdb: %w", err)
	}
	db, err := Open(ctx, filepath.Join(folder, "users.db"))
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	db.folder = folder
	_, err = db.SQL.ExecContext(ctx,
		`INSERT INTO users (id, name, team) VALUES (1, 'Ada', 'navy'), (2, 'Grace', 'navy'), (3, 'Linus', 'kernel')`)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("userdb: %w", err), db.Close())
	}
	return db, nil
}

// Queries returns how many times User and Users have asked the database.
func (db *DB) Queries() int64 { return db.queries.Load() }

// Close closes the database. Queries fail from then on.
func (db *DB) Close() error {
	err := db.SQL.Close()
	if db.folder != "" {
		err = errors.Join(err, os.RemoveAll(db.folder))
	}
	return err
}
