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
	// the first reader waits: "Ada"
	// after 50 s, while a load runs: "Ada"
	// when it has ended: "Ada King"
	// 20 s past its time to live: "Ada King"
	// when that load has ended: "Ada Lovelace"
	// 29 minutes past it, the database is down: "Ada Lovelace"
	// and again, without asking it: "Ada Lovelace"
	// an hour later: an error
	// refreshes: 2, stale answers: 3, failed loads: 2
	// by chance: 1 reader waited, the first
}

func TestRunFails(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, run(ctx, io.Discard), context.Canceled)
}
