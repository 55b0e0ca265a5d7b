package keyhash_test

import (
	"fmt"

	"github.com/larder-go/larder/internal/keyhash"
)

func Example() {
	h := keyhash.New[string]()
	sum := h.Hash("a key")
	fmt.Println(h.Hash("a key") == sum)
	fmt.Println(h.Hash("another") == sum)
	// Output:
	// true
	// false
}
