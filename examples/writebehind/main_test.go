package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func Example() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// pending: a reader gets home = 1000, the database has nothing
	// 1001 views, 2 rows written in 1 batch
	// written: a reader gets home = 1000, the database has 1000
	// attempt failed: SQL logic error: no such table: views (1); repaired: true
	// after an outage: a reader gets home = 1001, the database has 1001
	// pending: a reader gets about = -1, the database has 7
	// lost: about = -1: constraint failed: CHECK constraint failed: n >= 0 (275)
	// attempts: 1
	// lost: a reader gets about = 7, the database has 7
	// written: a reader gets home = 1002, the database has 1002
	// closed: 1 write lost in all
	// the database has home = 1003
}

func TestRunFails(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, run(ctx, io.Discard), context.Canceled)
}
