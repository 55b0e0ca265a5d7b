package deadlines_test

import (
	"fmt"
	"time"

	"github.com/larder-go/larder/internal/deadlines"
)

func Example() {
	type entry struct {
		key     string
		deleted bool
	}
	index := deadlines.NewHeap[*entry]()
	for i, key := range []string{"tea", "rice", "salt"} {
		deadline := time.Duration(3-i) * time.Minute
		index.Add(deadlines.Item[*entry]{Deadline: int64(deadline), Of: &entry{key, key == "rice"}})
	}
	index.Trim(index.Len(), func(e *entry) bool { return e.deleted })

	next, _ := index.Next()
	fmt.Println(index.Len(), "left, the next is due after", time.Duration(next))
	index.Due(int64(time.Hour), 10, func(item deadlines.Item[*entry]) { fmt.Println(item.Of.key) })
	// Output:
	// 2 left, the next is due after 1m0s
	// salt
	// tea
}
