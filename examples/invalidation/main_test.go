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
	// by time
	//   before the change: Ada (navy, version 1)
	//   after 59 s: Ada (navy, version 1)
	//   after 60 s: Ada Lovelace (navy, version 2)
	// by event
	//   before the change: Ada (navy, version 1) Grace (navy, version 1)
	//   before the poll: Ada (navy, version 1) Grace (navy, version 1)
	//   after 1 event: Ada Lovelace (navy, version 2) Grace (navy, version 1)
	//   and then: 0 events
	// by version
	//   before the changes: Ada (navy, version 1)
	//   news of version 3: stored true
	//   news of version 2: stored false
	//   after both: Ada Lovelace (navy, version 3)
	//   when it has expired: Ada Lovelace (navy, version 3)
	//   rows fetched for that: 0, values confirmed: 1
	// by tag
	//   before the change: Ada (navy, version 1) Grace (navy, version 1) Linus (kernel, version 1)
	//   after InvalidateTag: Ada (fleet, version 2) Grace (fleet, version 2) Linus (kernel, version 1)
	//   queries for that: 2
}

func TestRunFails(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, run(ctx, io.Discard), context.Canceled)
}
