package rwmutex_test

import (
	"fmt"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/rwmutex"
)

func ExampleNew() {
	cache, err := rwmutex.New(larder.Options[string, int]{TTL: time.Minute})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cache.Close()
	cache.Set("a", 1, larder.DefaultTTL)
	cache.Set("b", 2, larder.NoExpiry)
	fmt.Println(cache.Get("a"))
	cache.Clear()
	fmt.Println(cache.Get("b"))
	// Output:
	// 1 true
	// 0 false
}
