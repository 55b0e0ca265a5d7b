package userdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/larder-go/larder"
)

// User returns one user. Where there is none, the error wraps larder.ErrNotFound: so a
// loader knows that from a database that cannot be asked.
func (db *DB) User(ctx context.Context, id int64) (User, error) {
	db.queries.Add(1)
	return scan(id, db.SQL.QueryRowContext(ctx, `SELECT id, name, team, version FROM users WHERE id = ?`, id))
}

// Users returns those of the users that there are, from one query.
func (db *DB) Users(ctx context.Context, ids []int64) (users []User, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	db.queries.Add(1)
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	places := strings.Repeat(", ?", len(ids))[2:]
	rows, err := db.SQL.QueryContext(ctx, `SELECT id, name, team, version FROM users WHERE id IN (`+places+`)`, args...)
	if err != nil {
		return nil, fmt.Errorf("userdb: users: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var u User
		if err := rows.Scan(&u.ID, &u.Name, &u.Team, &u.Version); err != nil {
			return nil, fmt.Errorf("userdb: users: %w", err)
		}
		users = append(users, u)
	}
	if err := rows.Err(); err != nil { // a result that broke off is not a short one
		return nil, fmt.Errorf("userdb: users: %w", err)
	}
	return users, nil
}

// Version returns the version of a user's row, without fetching it; its errors are
// those of User. It is not counted.
func (db *DB) Version(ctx context.Context, id int64) (version uint64, err error) {
	switch err := db.SQL.QueryRowContext(ctx, `SELECT version FROM users WHERE id = ?`, id).Scan(&version); {
	case errors.Is(err, sql.ErrNoRows):
		return 0, fmt.Errorf("userdb: user %d: %w", id, larder.ErrNotFound)
	case err != nil:
		return 0, fmt.Errorf("userdb: user %d: %w", id, err)
	}
	return version, nil
}

// Rename changes the name of a user, in a transaction, and returns the row as it is
// then, with its new version.
func (db *DB) Rename(ctx context.Context, id int64, name string) (User, error) {
	return db.change(ctx, id, `UPDATE users SET name = ?2, version = version + 1 WHERE id = ?1
		RETURNING id, name, team, version`, id, name)
}

// Save is Rename that makes the user where there is none.
func (db *DB) Save(ctx context.Context, id int64, name string) (User, error) {
	return db.change(ctx, id, `INSERT INTO users (id, name) VALUES (?1, ?2)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, version = version + 1
		RETURNING id, name, team, version`, id, name)
}

// Remove removes a user. Where there is none, the error wraps larder.ErrNotFound.
func (db *DB) Remove(ctx context.Context, id int64) error {
	_, err := db.change(ctx, id, `DELETE FROM users WHERE id = ?1 RETURNING id, name, team, version`, id)
	return err
}

func (db *DB) change(ctx context.Context, id int64, statement string, args ...any) (User, error) {
	tx, err := db.SQL.BeginTx(ctx, nil)
	if err != nil {
		return User{}, fmt.Errorf("userdb: user %d: %w", id, err)
	}
	defer tx.Rollback() // does nothing after Commit
	u, err := scan(id, tx.QueryRowContext(ctx, statement, args...))
	if err != nil {
		return User{}, err
	}
	if err := tx.Commit(); err != nil {
		return User{}, fmt.Errorf("userdb: user %d: %w", id, err)
	}
	return u, nil
}

func scan(id int64, row *sql.Row) (u User, err error) {
	switch err := row.Scan(&u.ID, &u.Name, &u.Team, &u.Version); {
	case errors.Is(err, sql.ErrNoRows):
		return User{}, fmt.Errorf("userdb: user %d: %w", id, larder.ErrNotFound)
	case err != nil:
		return User{}, fmt.Errorf("userdb: user %d: %w", id, err)
	}
	return u, nil
}
