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
	// after a write: the cache has "Ada King" (version 2, 0 queries), the database "Ada King" (version 2)
	// after two that cross: the cache has "Ada Lovelace" (version 4, 0 queries), the database "Ada Lovelace" (version 4)
	// after one that fails: the cache has "Ada Lovelace" (version 4, 1 queries), the database "Ada Lovelace" (version 4)
}

func TestRunFails(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, run(ctx, io.Discard), context.Canceled)
}
