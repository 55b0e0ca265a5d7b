package inside_test

import (
	"fmt"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/internal/inside"
)

// Example looks at a large value without copying it.
func Example() {
	cache, err := cow.New(larder.Options[string, [1000]int]{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cache.Close()
	cache.Set("key", [1000]int{7}, larder.NoExpiry)
	var looker inside.Looker[string, [1000]int] = cache
	fmt.Println(looker.Look("key", inside.Key{})[0], looker.Look("no such key", inside.Key{}))
	// Output: 7 <nil>
}
