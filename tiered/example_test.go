package tiered_test

import (
	"context"
	"fmt"
	"time"

	"github.com/larder-go/larder"
	"github.com/larder-go/larder/cow"
	"github.com/larder-go/larder/tiered"
)

// Two nodes share what one of them has loaded, and an invalidation of the other's. With Redis,
// remote would be of contrib/redis, and the nodes would be processes.
func Example() {
	ctx := context.Background()
	remote, err := tiered.NewMemory(tiered.MemoryOptions{})
	if err != nil {
		panic(err)
	}
	defer remote.Close()

	price := 30
	node := func(name string) *tiered.Cache[int] {
		c, err := tiered.New(tiered.Options[int]{
			Options: larder.Options[string, int]{TTL: time.Hour},
			L1:      tiered.Over[int](cow.New),
			Remote:  remote, Backplane: remote,
			Load: tiered.Plain(func(context.Context, string) (int, error) {
				fmt.Println(name, "loads")
				return price, nil
			}),
		})
		if err != nil {
			panic(err)
		}
		return c
	}
	a, b := node("a"), node("b")
	defer a.Close(ctx)
	defer b.Close(ctx)

	v, err := a.Get(ctx, "apples")
	fmt.Println(v, err)
	v, err = b.Get(ctx, "apples")
	fmt.Println(v, err)

	price = 35
	if err := b.Delete(ctx, "apples"); err != nil {
		panic(err)
	}
	v, err = b.Get(ctx, "apples")
	fmt.Println(v, err)
	// Output:
	// a loads
	// 30 <nil>
	// 30 <nil>
	// b loads
	// 35 <nil>
}
