package gaps_test

import (
	"fmt"
	"time"

	"github.com/larder-go/larder/internal/gaps"
)

func Example() {
	f := gaps.New[string](time.Second, time.Minute)
	now := time.Now()
	for _, number := range []uint64{1, 2, 4} {
		f.Heard("node a", number, now)
	}
	fmt.Println(f.Waiting(), f.Overdue(now))
	fmt.Println(f.Overdue(now.Add(time.Second))) // the third is lost
	// Output:
	// 1 false
	// true
}
