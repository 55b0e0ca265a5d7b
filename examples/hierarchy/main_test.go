package main

import (
	"context"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func Example() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// one user, three times: 2 answered by the first level, 0 by the second, 1 queries
	// after the first level was emptied: 2 answered by the first level, 1 by the second, 1 queries
	// 3 users at once, of whom the first level keeps no more than 2
	// renamed to "Ada Lovelace"; the cache says "Ada Lovelace"
}
