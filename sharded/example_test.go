package sharded_test

import (
	"fmt"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/rwmutex"
	"github.com/larder-go/larder/sharded"
)

func ExampleNew() {
	cache, err := sharded.New(rwmutex.New[string, int], sharded.Options[string, int]{
		Options: larder.Options[string, int]{TTL: time.Minute},
		Shards:  64,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cache.Close()
	cache.Set("a", 1, larder.DefaultTTL)
	fmt.Println(cache.Get("a"))
	// Output: 1 true
}
