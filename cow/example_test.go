package cow_test

import (
	"fmt"
	"maps"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
)

func ExampleNew() {
	cache, err := cow.New(larder.Options[string, []byte]{TTL: 10 * time.Minute, Jitter: 0.1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cache.Close()
	if err := cache.Set("greeting", []byte("hello"), larder.DefaultTTL); err != nil {
		fmt.Println(err)
		return
	}
	value, ok := cache.Get("greeting")
	fmt.Printf("%s %t\n", value, ok)
	fmt.Println(cache.Delete("greeting"), cache.Len())
	// Output:
	// hello true
	// true 0
}

// A set of settings: small, read by every request, written by an operator.
func ExampleNewMap() {
	settings, err := cow.NewMap(larder.Options[string, bool]{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer settings.Close()
	settings.Set("new-checkout", true, larder.NoExpiry)
	settings.Set("maintenance", false, time.Hour)
	fmt.Println(maps.Collect(settings.All()))
	// Output: map[maintenance:false new-checkout:true]
}
