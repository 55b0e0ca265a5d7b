package larder_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/fakeclock"
)

func Example() {
	cache, err := cow.New(larder.Options[string, int]{TTL: time.Hour})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer cache.Close()

	cache.Set("apples", 3, larder.DefaultTTL)
	cache.Set("pears", 5, 10*time.Minute)
	cache.Set("plums", 7, larder.NoExpiry)
	apples, ok := cache.Get("apples")
	fmt.Println(apples, ok)
	// Output: 3 true
}

func ExampleBetween() {
	cache, _ := cow.New(larder.Options[string, int]{})
	defer cache.Close()
	err := cache.Set("key", 1, larder.Between(4*time.Minute, 6*time.Minute))
	fmt.Println(err)
	// Output: <nil>
}

func ExampleOptions_onRemove() {
	clock := fakeclock.New(time.Now())
	cache, _ := cow.New(larder.Options[string, int]{
		Clock: clock,
		OnRemove: func(key string, value int, cause larder.Cause) {
			fmt.Println(key, value, cause)
		},
	})
	defer cache.Close()
	cache.Set("a", 1, time.Minute)
	cache.Set("a", 2, time.Minute)
	cache.Set("b", 3, larder.NoExpiry)
	cache.Delete("b")
	clock.Advance(2 * time.Minute)
	// Output:
	// a 1 replaced
	// b 3 deleted
	// a 2 expired
}

func ExampleOptionError() {
	_, err := cow.New(larder.Options[string, int]{TTL: -time.Second})
	fmt.Println(err)
	if refused := (*larder.OptionError)(nil); errors.As(err, &refused) {
		fmt.Println(refused.Field)
	}
	// Output:
	// larder: Options.TTL: -1s is negative
	// TTL
}
