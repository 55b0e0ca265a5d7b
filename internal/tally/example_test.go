package tally_test

import (
	"fmt"

	"github.com/larder-go/larder/internal/tally"
)

func Example() {
	const hits, misses tally.Count = 0, 1
	t := tally.New()
	t.Inc(hits)
	t.Add(misses, 3)
	fmt.Println(t.Value(hits), t.Value(misses))
	// Output: 1 3
}
