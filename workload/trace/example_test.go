package trace_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/larder-go/larder/workload/trace"
)

func Example() {
	// What ARC's authors publish: three blocks from number 7 on, then two.
	file := strings.NewReader("7 3 0 0\n8 2 0 1\n")
	t, err := trace.Read(file, "disk.lis", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %d requests for %d blocks\n", t.Format, len(t.Ops), t.Keys)
	for _, op := range t.Stream().Ops {
		fmt.Print(op.Kind, " ", t.IDs[op.Key], "\n")
	}
	// Output:
	// arc: 5 requests for 3 blocks
	// get 7
	// get 8
	// get 9
	// get 8
	// get 9
}

func ExampleRead_error() {
	_, err := trace.Read(strings.NewReader("1\n2\n-3\n"), "sprite", "")
	fmt.Println(err)
	fmt.Println(errors.Is(err, trace.ErrFormat))
	// Output:
	// trace: sprite: lirs: line 3: "-3" is not a whole number from 0 to 2^63-1
	// true
}
