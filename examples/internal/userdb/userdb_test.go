package userdb_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/examples/internal/userdb"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func Example() {
	ctx := context.Background()
	db, err := userdb.Sample(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	before, err := db.User(ctx, 1)
	fmt.Println(before, err)
	after, err := db.Rename(ctx, 1, "Ada Lovelace")
	fmt.Println(after, err)
	// Output:
	// {1 Ada navy 1} <nil>
	// {1 Ada Lovelace navy 2} <nil>
}

func TestMissing(t *testing.T) {
	db := open(t)
	_, err := db.User(t.Context(), 1)
	require.ErrorIs(t, err, larder.ErrNotFound)
	_, err = db.Rename(t.Context(), 1, "Ada")
	require.ErrorIs(t, err, larder.ErrNotFound)
	users, err := db.Users(t.Context(), []int64{1, 2})
	require.NoError(t, err)
	require.Empty(t, users)
}

func TestFailureIsNotAbsence(t *testing.T) {
	db := open(t)
	_, err := db.Save(t.Context(), 1, "Ada")
	require.NoError(t, err)
	_, err = db.Save(t.Context(), 1, "")
	require.ErrorContains(t, err, "CHECK")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = db.User(ctx, 1)
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, db.Close())
	_, err = db.User(t.Context(), 1)
	require.Error(t, err)
	require.NotErrorIs(t, err, larder.ErrNotFound)
	_, err = db.Users(t.Context(), []int64{1})
	require.Error(t, err)
}

func TestVersionRises(t *testing.T) {
	db := open(t)
	for version := range uint64(3) {
		u, err := db.Save(t.Context(), 1, fmt.Sprint("Ada ", version))
		require.NoError(t, err)
		require.Equal(t, userdb.User{ID: 1, Name: fmt.Sprint("Ada ", version), Version: version + 1}, u)
	}
	u, err := db.Users(t.Context(), []int64{1})
	require.NoError(t, err)
	require.Equal(t, []userdb.User{{ID: 1, Name: "Ada 2", Version: 3}}, u)
	require.EqualValues(t, 1, db.Queries())
}

func TestRemove(t *testing.T) {
	db := open(t)
	_, err := db.Save(t.Context(), 1, "Ada")
	require.NoError(t, err)
	require.NoError(t, db.Remove(t.Context(), 1))
	_, err = db.User(t.Context(), 1)
	require.ErrorIs(t, err, larder.ErrNotFound)
	require.ErrorIs(t, db.Remove(t.Context(), 1), larder.ErrNotFound)
}

func TestOpenSaysWhatItCannotOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none", "users.db")
	_, err := userdb.Open(t.Context(), path)
	require.ErrorContains(t, err, path)
}

// open returns an empty database, in a file whose name would mean something in a URL.
func open(t *testing.T) *userdb.DB {
	db, err := userdb.Open(t.Context(), filepath.Join(t.TempDir(), "50% of users?.db"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}
