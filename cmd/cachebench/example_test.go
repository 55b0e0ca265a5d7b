package main_test

import (
	"context"
	"os"

	"github.com/larder-go/larder/internal/bench"
	"github.com/larder-go/larder/internal/bench/cli"
)

// cachebench replay -trace textbook.lirs -capacity 3,4 -policy lru,opt
func Example() {
	cli.App{Backends: bench.Larder()}.Run(context.Background(), []string{
		"replay", "-trace", "../../workload/trace/testdata/textbook.lirs", "-capacity", "3,4", "-policy", "lru,opt",
	}, os.Stdout, os.Stderr)
	// Output:
	// capacity=3 policy=lru 40.00 % 8 of 20 requests of textbook, warm 60.00 %
	// capacity=3 policy=opt 60.00 % 12 of 20 requests of textbook, warm 80.00 %
	// capacity=4 policy=lru 60.00 % 12 of 20 requests of textbook, warm 80.00 %
	// capacity=4 policy=opt 65.00 % 13 of 20 requests of textbook, warm 90.00 %
}
